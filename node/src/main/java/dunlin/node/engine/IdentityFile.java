package dunlin.node.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dunlin.protocol.ErrorText;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.storage.StorageException;
import dunlin.storage.StorageException.Reason;
import dunlin.storage.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file with the key that a peer is known by: made when it is first asked for, then never
 * written again. Whoever has it can change and withdraw what the peer registered.
 *
 * <pre>
 *   dunlin identity 1
 *   key 64 hex            public
 *   seed 64 hex           secret
 * </pre>
 *
 * <p>The public key follows from the seed; it stands there so that damage is seen, and not taken
 * for somebody else's key. A file that others may read is made private, and a person is told, for
 * somebody may have read it; if that is not possible it is refused.
 */
public final class IdentityFile {
    private static final Logger LOG = LoggerFactory.getLogger(IdentityFile.class);

    private static final String NAME = "identity.key";
    private static final Pattern FORM =
            Pattern.compile("dunlin identity 1\nkey ([0-9a-f]{64})\nseed ([0-9a-f]{64})\n");
    private static final int MAX_BYTES = 1_000;

    private static final Set<PosixFilePermission> OF_OTHERS =
            EnumSet.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE);

    private IdentityFile() {}

    /**
     * The key in this folder, made with it if there is none. Several processes may ask at once: all
     * get the same.
     *
     * @throws StorageException if it is damaged, or others may read it and that cannot be changed,
     *     or it cannot be made or read
     */
    public static PeerKeyPair open(Path state) throws StorageException {
        Path file = state.resolve(NAME);
        try {
            Optional<PeerKeyPair> there = read(file);
            if (there.isPresent()) {
                return there.get();
            }
            Files.createDirectories(state);
            make(file);
            // Read even by the one that made it: another one may have been quicker.
            return read(file).orElseThrow(() -> new NoSuchFileException(file.toString()));
        } catch (IOException e) {
            throw new StorageException(
                    Reason.FAILED,
                    file,
                    "cannot use this peer's key %s: %s".formatted(file, reason(e)),
                    e);
        }
    }

    /**
     * The key in this folder; none is made.
     *
     * @throws IOException if it is damaged, or others may read it and that cannot be changed, or it
     *     cannot be read; one line for a person
     */
    public static Optional<PeerKeyPair> ifThere(Path state) throws IOException {
        try {
            return read(state.resolve(NAME));
        } catch (StorageException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static String reason(IOException e) {
        return e instanceof FileSystemException problem && problem.getReason() != null
                ? problem.getReason()
                : ErrorText.of(e);
    }

    private static Optional<PeerKeyPair> read(Path file) throws IOException, StorageException {
        String text;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // Until the end, or more than it should have.
            }
            text = US_ASCII.decode(bytes.flip()).toString();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        makePrivate(file);
        Matcher form = FORM.matcher(text);
        if (form.matches()) {
            PeerKeyPair keys = PeerKeyPair.ofSeed(HexFormat.of().parseHex(form.group(2)));
            if (keys.publicKey().toString().equals(form.group(1))) {
                return Optional.of(keys);
            }
        }
        throw new StorageException(
                Reason.KEY_DAMAGED, file, "this peer's key %s is damaged".formatted(file));
    }

    private static void makePrivate(Path file) throws IOException, StorageException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (!permissions.removeAll(OF_OTHERS)) {
            return;
        }
        try {
            Files.setPosixFilePermissions(file, permissions);
        } catch (IOException e) {
            throw new StorageException(
                    Reason.KEY_EXPOSED,
                    file,
                    "others may read or write this peer's key %s".formatted(file),
                    e);
        }
        LOG.warn(
                "others could read or write this peer's key {}, and cannot any more; if somebody may"
                        + " have done so, move it away to go on with a new one",
                file);
    }

    /** Puts a new key there whole, or leaves what another process has put there meanwhile. */
    private static void make(Path file) throws StorageException {
        PeerKeyPair keys = PeerKeyPair.random(new SecureRandom());
        String text =
                "dunlin identity 1\nkey %s\nseed %s\n"
                        .formatted(keys.publicKey(), HexFormat.of().formatHex(keys.seed()));
        try {
            WholeFile.make(file, text.getBytes(US_ASCII), WholeFile.Readers.OWNER);
        } catch (FileAlreadyExistsException _) {
            // Another process was quicker: its key it is.
        }
    }
}
