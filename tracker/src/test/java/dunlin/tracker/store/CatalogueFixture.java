package dunlin.tracker.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.metainfo.Info;
import dunlin.tracker.Torrents;
import dunlin.tracker.store.Catalogue.Entry;
import dunlin.tracker.store.Catalogue.Registration;
import dunlin.tracker.store.Catalogue.Sharer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A catalogue for each test, and short words for what is done with it. */
public abstract class CatalogueFixture {
    protected static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    protected Catalogue catalogue;

    /** Opens the catalogue of this test, which is empty the first time; later the same one. */
    protected abstract Catalogue open() throws Exception;

    @BeforeEach
    void openCatalogue() throws Exception {
        catalogue = open();
    }

    @AfterEach
    void closeCatalogue() {
        catalogue.close();
    }

    /** A sharer whose key follows from its name. */
    public static Sharer sharer(String name) {
        return new Sharer(key(name), name);
    }

    protected static PeerKey key(String of) {
        try {
            return PeerKey.of(MessageDigest.getInstance("SHA-256").digest(of.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    protected final Registration register(byte[] torrent, String by) throws TrackerRejection {
        return register(torrent, sharer(by), Note.NONE, NOON);
    }

    protected final Registration register(byte[] torrent, Sharer by, Note note, Instant now)
            throws TrackerRejection {
        return catalogue.register(torrent, Torrents.parse(torrent), note, by, now);
    }

    protected static Info info(byte[] torrent) {
        return Torrents.parse(torrent).info();
    }

    protected static Note note(String description, String... tags) {
        return new Note(description, List.of(tags));
    }

    protected static List<String> names(List<Entry> entries) {
        return entries.stream().map(Entry::name).toList();
    }

    protected static void assertRejected(TrackerRejection.Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TrackerRejection.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    protected static <T> T only(Optional<T> value) {
        return value.orElseThrow();
    }
}
