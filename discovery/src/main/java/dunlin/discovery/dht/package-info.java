/**
 * The distributed hash table as it runs (BEP 5): the peer's two nodes over its one UDP port, how it
 * enters, whom it announces and looks for. What a node decides is in {@code core}.
 */
@NullMarked
package dunlin.discovery.dht;

import org.jspecify.annotations.NullMarked;
