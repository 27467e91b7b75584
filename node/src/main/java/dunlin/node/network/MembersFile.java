package dunlin.node.network;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dunlin.protocol.PeerAddress;
import dunlin.storage.StorageException;
import dunlin.storage.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Members of a network that were met, remembered in the home, so that the next run finds it again
 * though nobody of those is there that a person names. One address a line, those met last first. It
 * only advises: what cannot be read is passed over, what cannot be written is said in the log.
 *
 * <p>For one thread at a time; several processes of one home replace each other's.
 */
final class MembersFile {
    /** Most addresses that are kept, and read. */
    static final int MOST = 64;

    private static final Logger LOG = LoggerFactory.getLogger(MembersFile.class);
    private static final int MAX_BYTES = 64 * MOST;

    private final Path file;

    /**
     * @param state the folder of the peer's state
     * @param network whose members they are: part of the file's name
     */
    MembersFile(Path state, String network) {
        this.file = state.resolve("members-" + network);
    }

    /** The addresses that are remembered. */
    List<PeerAddress> read() {
        try {
            if (Files.size(file) > MAX_BYTES) {
                return List.of();
            }
            try (Stream<String> lines = Files.lines(file, US_ASCII)) {
                return lines.map(PeerAddress::parse).flatMap(Optional::stream).limit(MOST).toList();
            }
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException | RuntimeException e) { // as for bytes that are no text
            LOG.debug("reading {}", file, e);
            return List.of();
        }
    }

    /** Remembers these, and of those that were there as many as still fit. */
    void write(Collection<PeerAddress> met) {
        List<PeerAddress> all = new ArrayList<>(met);
        all.addAll(read());
        List<PeerAddress> kept = all.stream().distinct().limit(MOST).toList();
        StringBuilder text = new StringBuilder();
        kept.forEach(address -> text.append(address).append('\n'));
        try {
            WholeFile.replace(file, text.toString().getBytes(US_ASCII));
        } catch (StorageException e) {
            LOG.debug("writing {}", file, e);
        }
    }
}
