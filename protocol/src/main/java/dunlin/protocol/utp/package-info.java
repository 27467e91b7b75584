/** The packets of uTP (BEP 29). */
@NullMarked
package dunlin.protocol.utp;

import org.jspecify.annotations.NullMarked;
