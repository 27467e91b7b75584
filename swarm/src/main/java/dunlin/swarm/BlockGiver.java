package dunlin.swarm;

import dunlin.peer.Transport;
import dunlin.protocol.Block;
import dunlin.protocol.PieceIndex;
import dunlin.swarm.pick.RateMeter;
import dunlin.swarm.pick.RequestPipeline;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Someone whom blocks are asked of, as {@link Download} sees it: a connected peer, or whatever else
 * gives blocks, such as a web server (BEP 19). Guarded by the swarm's lock; nothing that it is told
 * may block or call back.
 */
abstract class BlockGiver {
    /** Bytes that nobody asked for, after which it is shut out. */
    private static final long MAX_UNWANTED = 32L << 20;

    final RequestPipeline pipeline = new RequestPipeline();
    final RateMeter down;

    /** Pieces that it lets us ask for although it chokes us (BEP 6). */
    final Set<PieceIndex> allowedFast = new HashSet<>();

    /** It refuses our requests. */
    boolean chokesUs = true;

    /** It has something we lack, and was told so. */
    boolean interesting;

    /** When a block last came or the first was asked for. */
    long lastBlockAt;

    /** When the head of the last block that was wanted came. */
    long blockBeganAt;

    /** Requests that it rejected since a block came. */
    int rejectedInARow;

    private long unwanted;

    BlockGiver(long now) {
        this.lastBlockAt = now;
        this.down = new RateMeter(now);
    }

    /** Asks it for these blocks. */
    abstract void ask(List<Block> blocks);

    /** Takes a request back. */
    abstract void cancel(Block block);

    /** Tells it whether we want anything of it. */
    abstract void tellInterest(boolean on);

    /** Tells it which pieces are here now. */
    abstract void tellHaves(int[] pieces);

    /** Tells it which pieces are here no longer, or has it come again and hear what is. */
    abstract void tellGone(int[] pieces);

    /** Whether it answers every request, by a block or a rejection, after a choke too (BEP 6). */
    abstract boolean answersAll();

    /** Bytes of blocks that came from it, wanted or not. */
    abstract long received();

    /** For how many nanoseconds nothing has come from it although we would read. */
    abstract long silentNanos(long now);

    /** Ends it. */
    abstract void drop(String reason);

    /** Shuts it out for good. @return its address, unless it was shut out before */
    abstract Optional<InetSocketAddress> shutOut(Admission admission);

    /** Where it is. */
    abstract InetSocketAddress address();

    /** The program that it is, for people. */
    abstract String client();

    /** What carries its blocks. */
    abstract Transport.Kind transport();

    final void beInterested(boolean on) {
        if (interesting != on) {
            interesting = on;
            tellInterest(on);
        }
    }

    /** Notes bytes that nobody asked for. @return whether it has sent too many */
    final boolean floods(int bytes) {
        unwanted += bytes;
        return unwanted > MAX_UNWANTED && unwanted > received() / 2;
    }
}
