/** Finds out what a person means by the name of a share. */
@NullMarked
package dunlin.node.find;

import org.jspecify.annotations.NullMarked;
