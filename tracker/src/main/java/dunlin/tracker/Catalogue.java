package dunlin.tracker;

import dunlin.protocol.InfoHash;
import dunlin.protocol.metainfo.Metainfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is shared: durable, so that it outlives the index. Who has it just now stands in the {@link
 * SwarmStore}.
 *
 * <p>Implementations are thread-safe and pass {@code CatalogueContract}, the test of this
 * interface. Every method throws {@link TrackerRejection} with {@link
 * TrackerRejection.Reason#BROKEN} if the storage fails.
 */
public interface Catalogue extends AutoCloseable {
    /** Longest {@code .torrent} that is taken, in bytes. */
    int MAX_TORRENT = 32 << 20;

    /**
     * A share.
     *
     * @param id the name of its swarm: the v1 info-hash, or the truncated v2 one
     * @param size bytes of content
     * @param files number of files, padding not counted
     * @param torrentLength bytes of its {@code .torrent}
     * @param magnet its magnet link; empty for a private share, which must not spread by one
     * @param sharedBy the name of the peer that registered it first
     */
    record Entry(
            InfoHash id,
            String name,
            long size,
            int files,
            int torrentLength,
            Optional<String> magnet,
            String sharedBy,
            Instant sharedAt) {}

    /** The share as it stands in the catalogue now, and whether it is new there. */
    record Registration(Entry entry, boolean isNew) {}

    /**
     * Registers a share. One that is there already stays as it is; its holder's name is added.
     * Another share of the same name is another share.
     *
     * @param torrent the file as it came, no longer than {@link #MAX_TORRENT}
     * @param metainfo what was read from it
     * @throws TrackerRejection also if the catalogue is full
     */
    Registration register(byte[] torrent, Metainfo metainfo, String sharedBy, Instant now)
            throws TrackerRejection;

    /** A page of all shares, the newest first. */
    List<Entry> list(int offset, int limit) throws TrackerRejection;

    /**
     * The shares that a person means: those with exactly this name, and those whose id (either
     * info-hash) begins with it, if it is 6 or more hexadecimal digits.
     */
    List<Entry> lookUp(String nameOrId, int limit) throws TrackerRejection;

    Optional<Entry> find(InfoHash id) throws TrackerRejection;

    /** The {@code .torrent} as it was registered. */
    Optional<byte[]> torrent(InfoHash id) throws TrackerRejection;

    /** The names of the peers that registered a share, in the order in which they did. */
    List<String> holders(InfoHash id) throws TrackerRejection;

    @Override
    void close();
}
