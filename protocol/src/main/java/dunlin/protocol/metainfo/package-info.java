/**
 * What a share is: {@code .torrent} files (BEP 3, 12, 19, 27, 47, 52) and magnet links (BEP 9, 53).
 */
@NullMarked
package dunlin.protocol.metainfo;

import org.jspecify.annotations.NullMarked;
