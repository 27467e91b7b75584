/**
 * Files on the disk: the layout of a share, reading, writing, verifying and building it, and the
 * library that remembers.
 */
@NullMarked
package dunlin.storage;

import org.jspecify.annotations.NullMarked;
