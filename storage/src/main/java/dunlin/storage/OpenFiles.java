package dunlin.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open files of a share: at most so many, the longest unused is closed first, none is closed
 * while it is used. Guarded by the lock of {@link ShareFiles}.
 */
final class OpenFiles {
    private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);

    private final int limit;
    private final LinkedHashMap<Integer, OpenFile> byIndex = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param limit how many may be open; more are only while more than that are used at once
     */
    OpenFiles(int limit) {
        this.limit = limit;
    }

    Optional<OpenFile> find(int index) {
        return Optional.ofNullable(byIndex.get(index));
    }

    void add(OpenFile file) {
        byIndex.put(file.index, file);
        if (byIndex.size() > limit) {
            byIndex.values().stream()
                    .filter(f -> f.users == 0 && f != file)
                    .findFirst()
                    .ifPresent(this::forget);
        }
    }

    /** Closes the file as soon as nobody uses it; the next who needs it opens it anew. */
    void forget(OpenFile file) {
        byIndex.remove(file.index, file);
        if (file.users == 0) {
            close(file);
        }
    }

    /** One user less. */
    void release(OpenFile file) {
        file.users--;
        if (file.users == 0 && byIndex.get(file.index) != file) {
            close(file);
        }
    }

    void forgetAll() {
        List<OpenFile> all = new ArrayList<>(byIndex.values());
        all.forEach(this::forget);
    }

    int size() {
        return byIndex.size();
    }

    private static void close(OpenFile file) {
        try {
            file.close();
        } catch (IOException e) {
            // Nothing is lost: what counts was forced before.
            LOG.debug("closing a file failed", e);
        }
    }
}
