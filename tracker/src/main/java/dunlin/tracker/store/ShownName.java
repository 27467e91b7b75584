package dunlin.tracker.store;

import dunlin.tracker.store.Catalogue.Sharer;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
        if (!folded(sharer.name()).contains(MARK)) {
            candidates.add(sharer.name());
        }
        for (int digits : DIGITS) {
            candidates.add(sharer.name() + MARK + sharer.key().toString().substring(0, digits));
        }
        return candidates;
    }

    /** What is the same for names that differ only in the case and width of their letters. */
    public static String folded(String shownName) {
        return Normalizer.normalize(shownName, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }
}
