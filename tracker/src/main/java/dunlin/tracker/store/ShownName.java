package dunlin.tracker.store;

import com.ibm.icu.text.SpoofChecker;
import dunlin.tracker.store.Catalogue.Sharer;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * How the sharers of a catalogue are shown, so that each name is one key's: the first that comes
 * under a name by that name, others as {@code name~fingerprint}. The same in every catalogue.
 */
public final class ShownName {
    private static final String MARK = "~";
    private static final int[] DIGITS = {8, 16, 64};

    private ShownName() {}

    /**
     * The names to show a sharer by; the first that nobody else has is to be taken, and nobody else
     * can have the last. Keys whose first digits are those of another are soon found, hence the
     * longer ones; and who calls itself {@code anna~12345678} is shown with digits of its own too.
     */
    public static List<String> candidates(Sharer sharer) {
        List<String> candidates = new ArrayList<>();
        if (!isMarked(sharer.name())) {
            candidates.add(sharer.name());
        }
        for (int digits : DIGITS) {
            candidates.add(sharer.name() + MARK + sharer.key().toString().substring(0, digits));
        }
        return candidates;
    }

    /** Whether it looks like a name with a fingerprint, which only an index writes. */
    public static boolean isMarked(String name) {
        return skeleton(name).contains(MARK);
    }

    /**
     * What is the same for names that a person takes for one another: of letters that look alike
     * (Unicode UTS 39, skeletons; {@code i}, {@code I} and {@code l}, too), in whatever case and
     * width, with or without what is not seen. To be kept and compared, never shown.
     */
    public static String skeleton(String name) {
        // Twice, as letters look alike in one case that do not in the other.
        String once = lower(LookAlikes.CHECKER.getSkeleton(nfkc(name)));
        String twice = lower(LookAlikes.CHECKER.getSkeleton(once));
        return twice.replace('i', 'l').strip().replaceAll(" +", " ");
    }

    private static String nfkc(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** Read when the first name comes: that takes a fifth of a second. Thread-safe. */
    private static final class LookAlikes {
        static final SpoofChecker CHECKER = new SpoofChecker.Builder().build();
    }

    /** How a sharer is shown, and its skeleton, which is to be unlike all others. */
    public record Unlike(String shown, String skeleton) {}

    /**
     * How a sharer of an earlier version, which knew fewer look-alikes, is shown from now on: as it
     * was, unless it looks like one before it.
     *
     * @param isTaken whether one before it has this skeleton
     */
    public static Unlike again(Sharer sharer, String shown, Predicate<String> isTaken) {
        List<String> candidates = new ArrayList<>(List.of(shown));
        candidates.addAll(candidates(sharer));
        for (String candidate : candidates) {
            String skeleton = skeleton(candidate);
            if (!isTaken.test(skeleton)) {
                return new Unlike(candidate, skeleton);
            }
        }
        throw new IllegalStateException("taken: " + candidates);
    }
}
