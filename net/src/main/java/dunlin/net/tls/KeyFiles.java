package dunlin.net.tls;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files with a server's key and certificates. They are read again when they were changed, so
 * that a renewed certificate needs no restart; if they have become unusable, all stays as it was,
 * and the log says why. Thread-safe.
 */
public final class KeyFiles {
    private static final Logger LOG = LoggerFactory.getLogger(KeyFiles.class);
    private static final long LOOK_EVERY = Duration.ofSeconds(10).toNanos();

    private final Path certificates;
    private final Path key;
    private volatile SSLContext context;
    private volatile long nextLook;

    /** When the files were changed last, as far as was seen. */
    @GuardedBy("this")
    private List<FileTime> seen;

    private KeyFiles(Path certificates, Path key, long nanos) throws IOException {
        this.certificates = certificates;
        this.key = key;
        this.seen = changed();
        this.context = read();
        this.nextLook = nanos + LOOK_EVERY;
    }

    /**
     * Opens the files.
     *
     * @param certificates PEM: the server's certificate, then those that vouch for it
     * @param key PEM: its key, in PKCS #8 without a password
     * @param nanos the time, as {@link #context} takes it
     * @throws IOException if they cannot be read or used; one line for a person
     */
    public static KeyFiles open(Path certificates, Path key, long nanos) throws IOException {
        return new KeyFiles(certificates, key, nanos);
    }

    /**
     * What the server is to show now.
     *
     * @param nanos the time, as {@link System#nanoTime} has it
     */
    public SSLContext context(long nanos) {
        if (nanos - nextLook >= 0) {
            look(nanos);
        }
        return context;
    }

    private synchronized void look(long nanos) {
        if (nanos - nextLook < 0) {
            return;
        }
        nextLook = nanos + LOOK_EVERY;
        try {
            List<FileTime> changed = changed();
            if (!changed.equals(seen)) {
                context = read();
                seen = changed;
                LOG.info("read the certificate again: {}", certificates);
            }
        } catch (IOException e) {
            // Perhaps only one of the two is written yet.
            LOG.warn("the certificate stays as it was: {}", e.getMessage());
        }
    }

    private List<FileTime> changed() throws IOException {
        return List.of(Files.getLastModifiedTime(certificates), Files.getLastModifiedTime(key));
    }

    private SSLContext read() throws IOException {
        return CertifiedKey.read(certificates, key, Instant.now()).context();
    }
}
