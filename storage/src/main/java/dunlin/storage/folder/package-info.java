/**
 * Folders as the only way to the files of a share: gone down name by name, never through a link.
 */
@NullMarked
package dunlin.storage.folder;

import org.jspecify.annotations.NullMarked;
