package dunlin.tracker.store;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.InfoHash;
import dunlin.protocol.identity.PeerKey;
import dunlin.tracker.Torrents;
import dunlin.tracker.store.Catalogue.Entry;
import dunlin.tracker.store.Catalogue.Holder;
import dunlin.tracker.store.Catalogue.Note;
import dunlin.tracker.store.Catalogue.Registration;
import dunlin.tracker.store.Catalogue.Sharer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Catalogue} must do. */
public abstract class CatalogueContract {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    protected Catalogue catalogue;

    /** Opens the catalogue; the second time the same one. */
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
    protected static Sharer sharer(String name) {
        byte[] key = new byte[PeerKey.LENGTH];
        Arrays.fill(key, (byte) name.hashCode());
        return new Sharer(PeerKey.of(key), name);
    }

    protected final Registration register(byte[] torrent, String by) throws TrackerRejection {
        return catalogue.register(torrent, Torrents.parse(torrent), Note.NONE, sharer(by), NOON);
    }

    @Test
    void listsWhatWasRegistered() throws TrackerRejection {
        byte[] torrent = Torrents.file("films.iso", 50_000);
        Registration registration = register(torrent, "anna");
        assertThat(registration.isNew()).isTrue();
        assertThat(catalogue.list(0, 10)).containsExactly(registration.entry());
        Entry entry = registration.entry();
        assertThat(entry.id()).hasToString(Torrents.id(torrent));
        assertThat(entry.name()).isEqualTo("films.iso");
        assertThat(entry.size()).isEqualTo(50_000);
        assertThat(entry.files()).isEqualTo(1);
        assertThat(entry.sharedBy()).isEqualTo("anna");
        assertThat(entry.sharedAt()).isEqualTo(NOON);
        assertThat(entry.magnet())
                .hasValueSatisfying(link -> assertThat(link).startsWith("magnet:?xt=urn:btih:"));
    }

    @Test
    void registersTheSameContentOnceAndNotesWhoHoldsIt() throws TrackerRejection {
        byte[] torrent = Torrents.file("films.iso", 50_000);
        Entry first = register(torrent, "anna").entry();
        Registration again = register(torrent, "bert");
        register(torrent, "bert");
        assertThat(again.isNew()).isFalse();
        assertThat(again.entry()).isEqualTo(first);
        assertThat(catalogue.list(0, 10)).hasSize(1);
        assertThat(catalogue.holders(first.id()))
                .extracting(Holder::name)
                .containsExactly("anna", "bert");
    }

    @Test
    void listsTheNewestFirstPageByPage() throws TrackerRejection {
        for (int i = 0; i < 7; i++) {
            register(Torrents.file("file" + i, 100 + i), "anna");
        }
        assertThat(names(catalogue.list(0, 3))).containsExactly("file6", "file5", "file4");
        assertThat(names(catalogue.list(6, 3))).containsExactly("file0");
        assertThat(catalogue.list(7, 3)).isEmpty();
    }

    static List<String> names(List<Entry> entries) {
        return entries.stream().map(Entry::name).toList();
    }

    @Test
    void findsByExactName() throws TrackerRejection {
        register(Torrents.file("films", 1), "anna");
        register(Torrents.file("films 2", 2), "anna");
        assertThat(names(catalogue.lookUp("films", 10))).containsExactly("films");
        assertThat(catalogue.lookUp("film", 10)).isEmpty();
        assertThat(catalogue.lookUp("film*", 10)).isEmpty();
        assertThat(catalogue.lookUp("%", 10)).isEmpty();
        assertThat(catalogue.lookUp("none", 10)).isEmpty();
    }

    @Test
    void findsEveryShareOfOneName() throws TrackerRejection {
        register(Torrents.file("films", 1), "anna");
        register(Torrents.file("films", 2), "bert");
        assertThat(catalogue.lookUp("films", 10)).extracting(Entry::size).containsExactly(2L, 1L);
    }

    @Test
    void findsByAnIdOrAPrefixOfSixDigitsOrMore() throws TrackerRejection {
        byte[] torrent = Torrents.file("films", 1);
        register(torrent, "anna");
        register(Torrents.file("other", 2), "anna");
        String id = Torrents.id(torrent);
        assertThat(names(catalogue.lookUp(id, 10))).containsExactly("films");
        assertThat(names(catalogue.lookUp(id.substring(0, 6), 10))).containsExactly("films");
        assertThat(
                        names(
                                catalogue.lookUp(
                                        id.substring(0, 9).toUpperCase(java.util.Locale.ROOT), 10)))
                .containsExactly("films");
        assertThat(catalogue.lookUp(id.substring(0, 5), 10)).isEmpty();
        assertThat(catalogue.lookUp(id + "0", 10)).isEmpty();
    }

    @Test
    void handsOutTheTorrentAsItCame() throws TrackerRejection {
        byte[] torrent = Torrents.file("films", 1);
        InfoHash id = register(torrent, "anna").entry().id();
        assertThat(catalogue.torrent(id)).hasValue(torrent);
        assertThat(catalogue.find(id)).isPresent();
    }

    @Test
    void hasNothingOfAnUnknownShare() throws TrackerRejection {
        InfoHash unknown = InfoHash.of(new byte[20]);
        assertThat(catalogue.find(unknown)).isEmpty();
        assertThat(catalogue.torrent(unknown)).isEmpty();
        assertThat(catalogue.holders(unknown)).isEmpty();
    }

    @Test
    void givesNoMagnetOfAPrivateShare() throws TrackerRejection {
        assertThat(register(Torrents.file("secret", 1, true), "anna").entry().magnet()).isEmpty();
    }

    @Test
    void outlivesBeingClosed() throws Exception {
        byte[] torrent = Torrents.file("films", 1);
        Entry entry = register(torrent, "anna").entry();
        catalogue.close();
        catalogue = open();
        assertThat(catalogue.list(0, 10)).containsExactly(entry);
        assertThat(register(torrent, "anna").isNew()).isFalse();
    }
}
