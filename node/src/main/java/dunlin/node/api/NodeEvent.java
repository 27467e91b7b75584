package dunlin.node.api;

import dunlin.protocol.catalogue.Listing;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;

/**
 * What happens in a peer that somebody may want to hear; a closed family. How far things are is no
 * event: that is asked with {@link Peer#shares}.
 */
public sealed interface NodeEvent {
    /** Something happened to a share. */
    sealed interface OfShare extends NodeEvent {
        /** Its number in this peer. */
        int share();
    }

    /** A share is in another state now. */
    record StateChanged(int share, ShareState state) implements OfShare {}

    /** A file is not part of the share that was made. */
    record LeftOut(int share, Path path, String why) implements OfShare {}

    /** A file was not what it should be: it is kept under another name, and fetched again. */
    record SetAside(int share, Path file, Path kept) implements OfShare {}

    /** A file that is served was changed: what is wrong of it is served no more. */
    record FileChanged(int share, Path file) implements OfShare {}

    /** An index lists the share now. */
    record Registered(int share, URI index, Listing listing) implements OfShare {}

    /**
     * An index does not list the share.
     *
     * @param again whether it is asked again later
     */
    record NotRegistered(int share, URI index, NodeRefusal why, boolean again) implements OfShare {}

    /** A tracker answered, the first time or again. */
    record TrackerWorks(int share, String url, int seeders, int leechers) implements OfShare {}

    /** A tracker began to fail; it is tried again. */
    record TrackerFails(int share, String url, String reason) implements OfShare {}

    /** A peer was shut out for good. */
    record PeerBanned(int share, InetSocketAddress peer, String reason) implements OfShare {}

    /**
     * A peer is gone, however short its visit was.
     *
     * @param pieces how many pieces it had when it was last heard
     * @param sent bytes of blocks that were sent to it
     */
    record PeerLeft(int share, InetSocketAddress peer, String client, int pieces, long sent)
            implements OfShare {}

    /**
     * A share was taken for what a person named otherwise, or for one of several of that name.
     *
     * @param of how many there were of it
     */
    record Taken(String x, Listing listing, int of) implements NodeEvent {}

    /** A search found a share, the first time or in another place. */
    record ShareFound(Found found) implements NodeEvent {}

    /** An index was left out of an answer that others gave. */
    record IndexLeftOut(URI index, NodeRefusal why) implements NodeEvent {}

    /** No index said who has a share; others were asked all the same. */
    record IndexesSilent(NodeRefusal why) implements NodeEvent {}

    /** The DHT is entered: it answers, and so many of its nodes are known. */
    record DhtEntered(int nodes) implements NodeEvent {}

    /** No node of the DHT has answered for a while; it is tried again. */
    record DhtSilent() implements NodeEvent {}

    /** A tracker that was asked once who has a share did not say. */
    record TrackerSilent(String url, String reason) implements NodeEvent {}
}
