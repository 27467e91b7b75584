package dunlin.storage;

import dunlin.storage.Layout.StoredFile;
import dunlin.storage.folder.ShareFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that was not what it should be, and where it is kept since.
 *
 * @param file where it stood, and where the right one comes
 * @param kept where it is now
 */
public record SetAside(Path file, Path kept) {
    private static final String SUFFIX = ".damaged";
    private static final Pattern KEPT = Pattern.compile("(.+)\\.damaged(-[0-9]{1,3})?");

    /** So many of one file are kept; then a person has to look. */
    private static final int MOST = 1_000;

    /** The name of the file that is kept under this name; the name itself if none is. */
    static String originalName(String name) {
        Matcher kept = KEPT.matcher(name);
        return kept.matches() ? kept.group(1) : name;
    }

    /**
     * Gives a file another name, beside it, and puts a copy of its bytes, as far as it should have
     * them, under its {@code .part} name. Nothing is replaced. If there is no room for the copy all
     * is as it was.
     *
     * @param in its folder
     * @return the name under which it is kept
     * @throws FileAlreadyExistsException if there is something under its {@code .part} name
     */
    static String move(ShareFolder in, Layout layout, StoredFile file) throws IOException {
        if (in.look(file.partName()).isPresent()) {
            throw new FileAlreadyExistsException(file.partName());
        }
        String kept = rename(in, layout, file);
        try {
            copy(in, kept, file);
        } catch (IOException e) {
            if (in.look(file.partName()).isPresent()) {
                in.delete(file.partName());
            }
            in.rename(kept, file.name());
            throw e;
        }
        return kept;
    }

    private static String rename(ShareFolder in, Layout layout, StoredFile file)
            throws IOException {
        for (int attempt = 1; attempt < MOST; attempt++) {
            String name = layout.beside(file, attempt == 1 ? SUFFIX : SUFFIX + "-" + attempt);
            try {
                if (!name.isEmpty()) {
                    in.rename(file.name(), name);
                    return name;
                }
            } catch (FileAlreadyExistsException _) {
                // One of an earlier repair, or somebody else's: the next name.
            }
        }
        throw new FileAlreadyExistsException(file.name() + SUFFIX);
    }

    private static void copy(ShareFolder in, String from, StoredFile file) throws IOException {
        try (FileChannel source = in.open(from, Set.of(StandardOpenOption.READ));
                FileChannel target =
                        in.open(
                                file.partName(),
                                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
            long end = Math.min(source.size(), file.length());
            for (long at = 0; at < end; ) {
                long copied = source.transferTo(at, end - at, target);
                if (copied <= 0) {
                    throw new IOException("it was cut while it was copied");
                }
                at += copied;
            }
        }
    }
}
