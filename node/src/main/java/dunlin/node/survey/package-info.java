/** Asks peers which pieces of a share they have. */
@NullMarked
package dunlin.node.survey;

import org.jspecify.annotations.NullMarked;
