package dunlin.node.api;

import dunlin.protocol.ErrorText;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.catalogue.LiveListing;
import dunlin.storage.StorageException;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A peer does not do what it was asked, and why. The reason is a value: whoever shows it to a
 * person finds the words, what to do next, and the exit code or status that it becomes. The message
 * is the bare reason, for logs.
 */
public final class NodeRefusal extends Exception {
    /** Why something is not done; a closed family, so that no face can forget a case. */
    public sealed interface Why {
        /** No index was named that could be asked. */
        record NoIndexNamed() implements Why {}

        /** {@code x} is no torrent and no link, and there is no index that might know it. */
        record NobodyToAsk(String x) implements Why {}

        /** No index lists {@code x}; those of near names may be meant, the nearest first. */
        record NotListed(String x, List<LiveListing> near) implements Why {}

        /** {@code x} may be any of these: a guess is never made. */
        record Ambiguous(String x, List<LiveListing> candidates) implements Why {}

        /** An index does not answer. */
        record IndexUnreachable(URI index, String reason) implements Why {}

        /**
         * An index answers, and says no.
         *
         * @param status its HTTP status: from 500 on it cannot just now, below it will not
         * @param retryAfter how long it asks to be left alone, if it says so
         */
        record IndexSaysNo(URI index, int status, Optional<Duration> retryAfter, String reason)
                implements Why {
            /** Whether the index failed, and may do it later. */
            public boolean isItsFault() {
                return status >= 500;
            }
        }

        /** An index answers what is malformed, hostile or beyond our limits. */
        record IndexMalformed(URI index, String reason) implements Why {}

        /** An index that is too old to search. */
        record CannotSearch(URI index) implements Why {}

        /** An index lists a share and has no torrent of it. */
        record NoTorrentAtIndex(String x) implements Why {}

        /** Something of a kind that is never fetched, such as {@code file:}. */
        record NotFetched(String x) implements Why {}

        /** A web server has nothing at this address. */
        record NothingAt(URI url) implements Why {}

        /** A web server answers with a status that is no success. */
        record WebStatus(URI url, int status) implements Why {}

        /** A web server gives no answer. */
        record WebUnreachable(URI url, String reason) implements Why {}

        /** A folder stands where a torrent was named. */
        record IsFolder(Path path) implements Why {}

        /** Nothing stands there. */
        record NoSuchPath(Path path) implements Why {}

        /** What stands there is not all of a share that was made elsewhere. */
        record NotWhole(Path path, int right, int pieces) implements Why {}

        /** A host name that nobody knows. */
        record NoSuchHost(String host) implements Why {}

        /** No peer of that name has any of what was asked for. */
        record NoPeerNamed(String peer) implements Why {}

        /** Nobody in the network of that name was reached in time. */
        record NobodyInNetwork(String network) implements Why {}

        /** This peer belongs to no network of named peers. */
        record NoNetwork() implements Why {}

        /** No member of the network goes by that name or id; those of near names may be meant. */
        record NoMember(String peer, List<String> near) implements Why {}

        /** Several members go by that name. */
        record AmbiguousMember(String peer, List<Member> candidates) implements Why {}

        /** That member was there and does not answer. */
        record MemberSilent(String peer) implements Why {}

        /** That member shares nothing of that number. */
        record NoEntry(String peer, int number) implements Why {}

        /** No peer gave the metadata of a magnet link in time. */
        record NoMetadata(String share) implements Why {}

        /** Nobody gave anything for so long that waiting was given up. */
        record NothingCame(String share, Lack lack) implements Why {}

        /** A share with v2 hashes only. */
        record OnlyV2(String share) implements Why {}

        /** This peer holds the share already, under that number. */
        record OpenAlready(String share, int number) implements Why {}

        /** No share of this peer has that number. */
        record NoSuchShare(int number) implements Why {}

        /** What was asked cannot be done in the state that the share is in. */
        record NotNow(int number, String state) implements Why {}

        /** A torrent, a link or an answer is malformed, hostile or beyond our limits. */
        record Malformed(String reason) implements Why {}

        /** The disk refuses. */
        record Disk(StorageException.Reason reason, Path path, String text) implements Why {}

        /**
         * A folder of the share's name is there and holds what is not the share's.
         *
         * @param other one such thing
         */
        record FolderOfOthers(Path folder, Path other) implements Why {}

        /** An unfinished file of the share is there, and no earlier fetch of ours is known. */
        record UnfinishedOfOthers(Path part) implements Why {}

        /**
         * More is to be fetched than there is room for.
         *
         * @param needed bytes
         * @param free bytes
         */
        record NoRoom(String share, Path folder, long needed, long free) implements Why {}

        /** The port cannot be had. */
        record CannotListen(String reason) implements Why {}

        /** A file or folder that this peer may not use. */
        record NotAllowed(String file) implements Why {}

        /** A file or folder cannot be used. */
        record FileSystem(String reason) implements Why {}

        /** The peer is closing, or was closed. */
        record Closing() implements Why {}

        /** The system fails in another way. */
        record Failed(String reason) implements Why {}

        /** A fault of this program itself. */
        record Fault(String problem) implements Why {}
    }

    /** What a fetch lacked when it was given up. */
    public sealed interface Lack {
        /** Nobody is known to have it. */
        record NobodyKnown() implements Lack {}

        /** Nobody of the known ones answers. */
        record NobodyAnswers(int known) implements Lack {}

        /** Peers were there and are not any more. */
        record PeersLeft() implements Lack {}

        /** So many peers sent data that is not the share's, and nobody else is there. */
        record FalseData(int peers) implements Lack {}

        /**
         * Peers are connected, and nothing came for so long.
         *
         * @param complete how many of them have everything
         */
        record NothingSent(int peers, int complete, Duration silence) implements Lack {}
    }

    private final Why why;

    public NodeRefusal(Why why) {
        this(why, null);
    }

    public NodeRefusal(Why why, @Nullable Throwable cause) {
        super(why.toString(), cause);
        this.why = why;
    }

    /** What a failure below becomes, told on with its own words. */
    public static NodeRefusal of(Throwable problem) {
        String text = text(problem);
        return switch (problem) {
            case NodeRefusal refusal -> refusal;
            case StorageException e -> new NodeRefusal(new Why.Disk(e.reason(), e.path(), text), e);
            case ProtocolException e -> new NodeRefusal(new Why.Malformed(text), e);
            case NoSuchFileException e ->
                    new NodeRefusal(new Why.NoSuchPath(Path.of(e.getFile())), e);
            case AccessDeniedException e -> new NodeRefusal(new Why.NotAllowed(e.getFile()), e);
            case BindException e ->
                    new NodeRefusal(new Why.CannotListen("cannot listen: " + text), e);
            case IOException e when e.getCause() instanceof BindException ->
                    new NodeRefusal(new Why.CannotListen(text), e);
            case FileSystemException e -> new NodeRefusal(new Why.FileSystem(text), e);
            case IOException e -> new NodeRefusal(new Why.Failed(text), e);
            default -> new NodeRefusal(new Why.Fault(ErrorText.of(problem)), problem);
        };
    }

    /** The problem's own words in one line. */
    public static String text(Throwable problem) {
        return problem instanceof FileSystemException e && e.getReason() == null
                ? e.getMessage() + ": " + ErrorText.kind(e)
                : ErrorText.of(problem);
    }

    public Why why() {
        return why;
    }
}
