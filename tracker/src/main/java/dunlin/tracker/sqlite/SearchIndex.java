package dunlin.tracker.sqlite;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.search.ShareWords;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the full-text tables. */
final class SearchIndex {
    private static final Logger LOG = LoggerFactory.getLogger(SearchIndex.class);
    private static final String BLANK = " ";

    private final Session session;

    SearchIndex(Session session) {
        this.session = session;
    }

    /** Notes by what a share is found; what was noted of it before is gone. */
    void put(long seq, Info info, Note note, Optional<PeerKey> owner) throws SQLException {
        ShareWords words = ShareWords.of(info, note);
        List<String> filters = new ArrayList<>();
        filters.add(Tokens.EVERYTHING);
        words.types().forEach(type -> filters.add(Tokens.type(type)));
        note.tags().forEach(tag -> filters.add(Tokens.tag(tag)));
        owner.ifPresent(key -> filters.add(Tokens.owner(key.toString())));
        filters.addAll(Tokens.sizes(info.contentSize()));
        String common = BLANK + String.join(BLANK, filters);
        remove(seq);
        session.update(
                "INSERT INTO share_title (rowid, words) VALUES (?, ?)",
                seq,
                joined(words.title()) + common);
        session.update(
                "INSERT INTO share_text (rowid, words) VALUES (?, ?)",
                seq,
                joined(words.all()) + common);
    }

    private static String joined(Set<String> words) {
        return String.join(BLANK, words);
    }

    void remove(long seq) throws SQLException {
        session.update("DELETE FROM share_title WHERE rowid = ?", seq);
        session.update("DELETE FROM share_text WHERE rowid = ?", seq);
    }

    /** Notes all shares of a catalogue that had no search yet. */
    static void fill(Session session) throws SQLException {
        SearchIndex index = new SearchIndex(session);
        List<Long> all = session.query("SELECT seq FROM share ORDER BY seq", row -> row.getLong(1));
        if (!all.isEmpty()) {
            LOG.info("making {} shares of an earlier version searchable", all.size());
        }
        for (long seq : all) {
            Optional<byte[]> torrent =
                    session.first(
                            "SELECT bytes FROM torrent WHERE seq = ?", row -> row.getBytes(1), seq);
            try {
                Info info = Metainfo.parse(torrent.orElse(new byte[0])).info();
                index.put(seq, info, Note.NONE, Optional.empty());
            } catch (ProtocolException e) {
                // It stays listed and can be fetched by its id.
                LOG.warn("share {} cannot be searched for: {}", seq, e.getMessage());
            }
        }
    }
}
