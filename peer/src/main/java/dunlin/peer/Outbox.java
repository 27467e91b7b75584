package dunlin.peer;

import dunlin.protocol.Block;
import dunlin.protocol.wire.Message;
import dunlin.protocol.wire.MessageCodec;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written on one connection: messages, as the bytes that they will be, answers
 * that are made when their turn comes, and blocks to upload. All are bounded; messages go first.
 *
 * <p>One lock guards every field. Under it nothing blocks but the writer's wait for work, and
 * nobody is called but the budget, which calls nobody. A block is either in {@code uploads}, where
 * it can be cancelled, or taken by the writer and certain to be sent unless the connection ends.
 */
final class Outbox {
    /** The most bytes of messages that wait: far beyond what a peer that reads lets pile up. */
    static final int MAX_MESSAGE_BYTES = 1024 * 1024;

    /** The most answers that wait: each is a few dozen bytes until its turn comes. */
    static final int MAX_ANSWERS = 128;

    private static final int USUAL_MESSAGE_BYTES = 8 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final LinkedHashSet<Block> uploads = new LinkedHashSet<>();
    private final Deque<Supplier<? extends Message>> answers = new ArrayDeque<>();
    private final int maxUploads;
    private final ConnectionBudget.Holding holding;
    private ByteBuffer messages = ByteBuffer.allocate(USUAL_MESSAGE_BYTES);
    private ByteBuffer taken = ByteBuffer.allocate(USUAL_MESSAGE_BYTES); // with the writer
    private boolean closed;

    /**
     * @param holding told what the messages take beyond the usual
     */
    Outbox(int maxUploads, ConnectionBudget.Holding holding) {
        this.maxUploads = maxUploads;
        this.holding = holding;
    }

    /**
     * Adds messages behind those that wait.
     *
     * @param wake whether to wake the writer now; else {@link #wake} is to be called later
     * @return false if they do not fit, or it is closed; nothing is added then
     */
    boolean add(Collection<? extends Message> more, boolean wake) {
        int length = 0;
        for (Message message : more) {
            length = Math.addExact(length, MessageCodec.length(message));
        }
        lock.lock();
        try {
            if (closed || messages.position() + length > MAX_MESSAGE_BYTES) {
                return false;
            }
            makeRoom(length);
            for (Message message : more) {
                MessageCodec.put(message, messages);
            }
            if (wake) {
                work.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void makeRoom(int length) {
        if (messages.remaining() < length) {
            int needed = messages.position() + length;
            ByteBuffer larger =
                    ByteBuffer.allocate(
                            Math.min(MAX_MESSAGE_BYTES, Math.max(needed, 2 * messages.capacity())));
            holding.change(larger.capacity() - messages.capacity());
            messages = larger.put(messages.flip());
        }
    }

    /**
     * Adds an answer that is made, and takes memory, only when the one before it has left.
     *
     * @return false if too many wait, or it is closed
     */
    boolean addAnswer(Supplier<? extends Message> answer, boolean wake) {
        lock.lock();
        try {
            if (closed || answers.size() >= MAX_ANSWERS) {
                return false;
            }
            answers.add(answer);
            if (wake) {
                work.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Adds a block behind those that wait, unless it is among them.
     *
     * @return false if there is no room, or it is closed
     */
    boolean addUpload(Block block, boolean wake) {
        lock.lock();
        try {
            if (closed || (uploads.size() >= maxUploads && !uploads.contains(block))) {
                return false;
            }
            uploads.add(block);
            if (wake) {
                work.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a block out. @return whether it was in */
    boolean cancelUpload(Block block) {
        lock.lock();
        try {
            return uploads.remove(block);
        } finally {
            lock.unlock();
        }
    }

    /** Takes all blocks out. @return them, in order */
    List<Block> clearUploads() {
        lock.lock();
        try {
            List<Block> all = List.copyOf(uploads);
            uploads.clear();
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** How many bytes of messages wait. */
    int messageBytes() {
        lock.lock();
        try {
            return messages.position();
        } finally {
            lock.unlock();
        }
    }

    /** Wakes the writer if it sleeps. */
    void wake() {
        lock.lock();
        try {
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Ends it: nothing more is added, and {@link #take} answers null. */
    void close() {
        lock.lock();
        try {
            closed = true;
            uploads.clear();
            answers.clear();
            messages = ByteBuffer.allocate(0);
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until there is something to write, and takes it: all messages, and as many blocks as
     * the pace allows. For one writer thread only.
     *
     * @param blocks gets the blocks to send after the messages
     * @param maxBlocks the most blocks that are taken
     * @return the messages, ready to be written, the caller's until the next call; or null if it is
     *     closed
     */
    @Nullable ByteBuffer take(List<Block> blocks, int maxBlocks, UploadPace pace)
            throws InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                long wait = uploads.isEmpty() ? Long.MAX_VALUE : pace.waitNanos(System.nanoTime());
                if (wait == 0) {
                    takeUploads(blocks, maxBlocks, pace.bytes());
                }
                if (wait == 0 || messages.position() > 0 || !answers.isEmpty()) {
                    makeAnswer();
                    return takeMessages();
                }
                if (wait == Long.MAX_VALUE) {
                    work.await();
                } else {
                    work.awaitNanos(RateLimiter.nap(wait));
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void takeUploads(List<Block> blocks, int maxBlocks, int maxBytes) {
        int bytes = 0;
        for (Iterator<Block> next = uploads.iterator();
                next.hasNext() && blocks.size() < maxBlocks && bytes < maxBytes; ) {
            Block block = next.next();
            next.remove();
            blocks.add(block);
            bytes += block.length();
        }
    }

    /** Puts the next answer behind the messages, if it is certain to have room there. */
    private void makeAnswer() {
        if (messages.position() < MAX_MESSAGE_BYTES / 2 && !answers.isEmpty()) {
            Message answer = answers.remove().get();
            makeRoom(MessageCodec.length(answer));
            MessageCodec.put(answer, messages);
        }
    }

    private ByteBuffer takeMessages() {
        ByteBuffer full = messages;
        messages = taken.clear();
        taken = full;
        if (messages.capacity() > USUAL_MESSAGE_BYTES) { // what one bitfield made grow
            holding.change(USUAL_MESSAGE_BYTES - messages.capacity());
            messages = ByteBuffer.allocate(USUAL_MESSAGE_BYTES);
        }
        return full.flip();
    }
}
