/**
 * The network of named peers, as it runs: links over ordinary BitTorrent connections, around the
 * decisions of {@link dunlin.overlay.core}.
 */
@NullMarked
package dunlin.overlay;

import org.jspecify.annotations.NullMarked;
