/** What can be asked of a peer, and the values that questions and answers are made of. */
@NullMarked
package dunlin.node.api;

import org.jspecify.annotations.NullMarked;
