/**
 * What a node of the DHT decides (BEP 5 and its kin), behind one door, {@link
 * dunlin.discovery.dht.core.DhtNode}: told of packets and of time, it says which packets to send.
 * No socket, no thread, no clock.
 */
@NullMarked
package dunlin.discovery.dht.core;

import org.jspecify.annotations.NullMarked;
