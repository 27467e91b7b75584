package dunlin.node.network;

import dunlin.protocol.SafeText;
import dunlin.protocol.identity.PeerKey;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The names by which members are shown: {@code Tempest}, and {@code Tempest~k7f2} where two keys go
 * by one name, whatever its case. Anybody can take any name; which of two was meant, only the key
 * says. Pure.
 */
final class ShownNames {
    /** Digits of a key that are shown: a million keys tried give one that begins like another's. */
    private static final int DIGITS = 4;

    /** Those of RFC 4648, in lower case. */
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

    private static final int BITS = 5;

    private static final String MARK = "~";

    private final Map<String, Set<PeerKey>> keys = new HashMap<>();

    /** Counts someone in, under the name that its key signed. */
    void add(PeerKey key, String name) {
        keys.computeIfAbsent(folded(name), _ -> new HashSet<>()).add(key);
    }

    /**
     * As this one is shown among all that were counted in. A name with the mark in it gets another,
     * so that nobody can take what another is shown as for a name.
     */
    String of(PeerKey key, String name) {
        String shown = safe(name);
        Set<PeerKey> same = keys.getOrDefault(folded(name), Set.of());
        boolean isAlone = same.stream().allMatch(key::equals);
        if (isAlone && !shown.isEmpty() && !shown.contains(MARK)) {
            return shown;
        }
        int digits = DIGITS;
        String own = digits(key);
        while (digits < own.length() && isTaken(own.substring(0, digits), key, same)) {
            digits++;
        }
        return shown + MARK + own.substring(0, digits);
    }

    private static boolean isTaken(String beginning, PeerKey key, Set<PeerKey> same) {
        return same.stream()
                .anyMatch(other -> !other.equals(key) && digits(other).startsWith(beginning));
    }

    /** What a name has in common with those that differ only in case or form. */
    static String folded(String name) {
        return Normalizer.normalize(safe(name), Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    private static String safe(String name) {
        return SafeText.forTerminal(name).strip();
    }

    /** A key in base 32. */
    static String digits(PeerKey key) {
        StringBuilder text = new StringBuilder();
        int bits = 0;
        int held = 0;
        for (byte each : key.bytes()) {
            bits = (bits << 8 | each & 0xff) & 0xfff;
            held += 8;
            while (held >= BITS) {
                held -= BITS;
                text.append(ALPHABET.charAt(bits >> held & 31));
            }
        }
        return text.toString();
    }
}
