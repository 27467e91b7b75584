/** The network of named peers, as a person asks of it: who is there, what they have, who knows. */
@NullMarked
package dunlin.node.network;

import org.jspecify.annotations.NullMarked;
