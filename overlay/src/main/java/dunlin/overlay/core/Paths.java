package dunlin.overlay.core;

import dunlin.protocol.overlay.QuestionId;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which questions came by of late, and on which link: answers go back there. No question is heard
 * twice; and no more are remembered than the settings say, the oldest forgotten first.
 */
final class Paths {
    /** What goes back to one asker by this member. */
    private static final int MOST_ANSWERS = 32;

    /** The way back to one asker. */
    static final class Path {
        private final long from;
        private final long since;
        private int left = MOST_ANSWERS;
        private long[] told = {};

        private Path(long from, long since) {
            this.from = from;
            this.since = since;
        }

        /** The link that the question came by; {@link Linked#NO_LINK} for an own one. */
        long from() {
            return from;
        }

        /** Takes the right to send one more answer about this member; each is told of once. */
        boolean tell(long member) {
            if (left == 0 || contains(member)) {
                return false;
            }
            left--;
            told = Arrays.copyOf(told, told.length + 1);
            told[told.length - 1] = member;
            return true;
        }

        int left() {
            return left;
        }

        /** The asker wants no more. */
        void cancel() {
            left = 0;
        }

        private boolean contains(long member) {
            for (long each : told) {
                if (each == member) {
                    return true;
                }
            }
            return false;
        }
    }

    private final int most;
    private final long life;
    private final Map<QuestionId, Path> paths = new LinkedHashMap<>(4);

    Paths(Settings settings) {
        this.most = settings.questionMemory();
        this.life = settings.questionLife().toMillis();
    }

    /** Notes a question; empty if it came by before. */
    Optional<Path> begin(QuestionId id, long from, long now) {
        forgetOld(now);
        Path path = new Path(from, now);
        return paths.putIfAbsent(id, path) == null ? Optional.of(path) : Optional.empty();
    }

    Optional<Path> of(QuestionId id) {
        return Optional.ofNullable(paths.get(id));
    }

    int size() {
        return paths.size();
    }

    private void forgetOld(long now) {
        Iterator<Path> oldest = paths.values().iterator();
        while (oldest.hasNext()) {
            Path path = oldest.next();
            if (paths.size() < most && now - path.since < life) {
                return;
            }
            oldest.remove();
        }
    }
}
