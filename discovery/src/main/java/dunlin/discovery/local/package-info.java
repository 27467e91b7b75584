/** Finding peers in the local network, by multicast (BEP 14). */
@NullMarked
package dunlin.discovery.local;

import org.jspecify.annotations.NullMarked;
