/** uTP over a peer's UDP port: connections as a {@code Transport}, and who comes in. */
@NullMarked
package dunlin.peer.utp;

import org.jspecify.annotations.NullMarked;
