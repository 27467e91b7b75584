/**
 * Under which names a share's files are stored: names on the wire to names on a disk. Pure, but for
 * the look at what a file system is like.
 */
@NullMarked
package dunlin.storage.name;

import org.jspecify.annotations.NullMarked;
