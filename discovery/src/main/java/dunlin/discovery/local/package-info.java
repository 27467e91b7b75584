/**
 * Finding peers in the local network by multicast (BEP 14).
 *
 * <pre>
 *   LocalDiscovery   what all shares of a peer have in common; one thread while there are any
 *   LocalSource      one share of it
 *   AnnounceTimes    which shares are told of when: pure
 *   Callers          whom to listen to: pure
 *   MulticastPort    the sockets and the network's interfaces
 * </pre>
 */
@NullMarked
package dunlin.discovery.local;

import org.jspecify.annotations.NullMarked;
