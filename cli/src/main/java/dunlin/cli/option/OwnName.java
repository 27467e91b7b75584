package dunlin.cli.option;

import dunlin.protocol.SafeText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The name by which others know this peer: what a person said last, kept beside the key that it
 * belongs to, else the host's.
 */
final class OwnName {
    private static final String FILE = "name";

    /** Bytes of the file that are looked at. */
    private static final int MOST = 1_000;

    /** What the kernel calls the host, whether or not a name server knows that. */
    private static final Path HOST = Path.of("/proc/sys/kernel/hostname");

    private OwnName() {}

    /**
     * The name to go by.
     *
     * @param state the folder of the key
     * @param given what the person says, if anything; it is remembered
     */
    static String of(Path state, Optional<String> given) {
        Path file = state.resolve(FILE);
        Optional<String> known = read(file);
        if (given.isPresent() && !given.equals(known)) {
            remember(file, given.get());
        }
        return given.or(() -> known).or(() -> read(HOST)).orElseGet(OwnName::fromResolver);
    }

    private static void remember(Path file, String name) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, name + "\n");
        } catch (IOException _) {
            // Nothing can be kept there; who needs to keep more than a name says so.
        }
    }

    private static Optional<String> read(Path file) {
        try (var in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(MOST), StandardCharsets.UTF_8);
            return text.lines().findFirst().map(SafeText::forTerminal).filter(it -> !it.isBlank());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static String fromResolver() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) { // it says of which host
            return String.valueOf(e.getMessage()).split(":", 2)[0];
        }
    }
}
