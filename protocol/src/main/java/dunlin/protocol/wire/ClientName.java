package dunlin.protocol.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dunlin.protocol.PeerId;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which program a peer runs, in words fit for a person, from its peer id (BEP 20). */
public final class ClientName {
    /** {@code -qB4520-}: two characters for the program, four for its version. */
    private static final Pattern AZUREUS =
            Pattern.compile("-([A-Za-z~][A-Za-z0-9~])([0-9A-Za-z]{4})-.*", Pattern.DOTALL);

    /** {@code A2-1-36-0-}: the version in decimal numbers. */
    private static final Pattern DASHED =
            Pattern.compile("(A2|M|Q)-?(\\d{1,3}-\\d{1,3}-\\d{1,3})-.*", Pattern.DOTALL);

    private static final Map<String, String> DASHED_PROGRAMS =
            Map.of("A2", "aria2", "M", "BitTorrent", "Q", "BTQueue");

    /** How a program writes its version into four characters. */
    private enum Version {
        /** Numbers up to 35, one character each: {@code 20B0} is 2.0.11. */
        EACH,
        /** Three digits, and a letter for the build at the end: {@code 355W} is 3.5.5. */
        FIRST_THREE,
        /** {@code 3000} is 3.00 up to version 3, {@code 4050} is 4.0.5. */
        TRANSMISSION,
        /** Two digits, then one and one: {@code 0010} is 0.1.0. */
        TWO_ONE_ONE,
        /** Two digits and two: {@code 0208} is 2.8. */
        TWO_TWO
    }

    private record Program(String name, Version version) {}

    private static final Map<String, Program> PROGRAMS =
            Map.ofEntries(
                    Map.entry("DU", new Program("Dunlin", Version.TWO_ONE_ONE)),
                    Map.entry("LT", new Program("libtorrent", Version.EACH)),
                    Map.entry("lt", new Program("rTorrent, libTorrent", Version.EACH)),
                    Map.entry("TR", new Program("Transmission", Version.TRANSMISSION)),
                    Map.entry("qB", new Program("qBittorrent", Version.EACH)),
                    Map.entry("DE", new Program("Deluge", Version.EACH)),
                    Map.entry("UT", new Program("uTorrent", Version.FIRST_THREE)),
                    Map.entry("UM", new Program("uTorrent for Mac", Version.FIRST_THREE)),
                    Map.entry("UW", new Program("uTorrent Web", Version.FIRST_THREE)),
                    Map.entry("BT", new Program("BitTorrent", Version.FIRST_THREE)),
                    Map.entry("AZ", new Program("Vuze", Version.EACH)),
                    Map.entry("BI", new Program("BiglyBT", Version.EACH)),
                    Map.entry("KT", new Program("KTorrent", Version.EACH)),
                    Map.entry("BC", new Program("BitComet", Version.TWO_TWO)),
                    Map.entry("WW", new Program("WebTorrent", Version.TWO_TWO)),
                    Map.entry("WD", new Program("WebTorrent Desktop", Version.TWO_TWO)),
                    Map.entry("FD", new Program("Free Download Manager", Version.EACH)),
                    Map.entry("XL", new Program("Xunlei", Version.TWO_TWO)),
                    Map.entry("rQ", new Program("rqbit", Version.EACH)),
                    Map.entry("AG", new Program("Ares", Version.EACH)),
                    Map.entry("TX", new Program("Tixati", Version.TWO_TWO)));

    private ClientName() {}

    /** The name that the peer gave itself in its extension handshake, else what its id tells. */
    public static String of(PeerId id, ExtensionHandshake handshake) {
        return handshake.client().orElseGet(() -> of(id));
    }

    /**
     * The program and its version, such as {@code Transmission 3.00}; for an unknown one the
     * printable beginning of the id.
     */
    public static String of(PeerId id) {
        String text = new String(id.bytes(), ISO_8859_1);
        Matcher dashed = DASHED.matcher(text);
        if (dashed.matches()) {
            return DASHED_PROGRAMS.get(dashed.group(1)) + " " + dashed.group(2).replace('-', '.');
        }
        Matcher azureus = AZUREUS.matcher(text);
        if (!azureus.matches()) {
            return unknown(text);
        }
        Program program = PROGRAMS.get(azureus.group(1));
        return program == null
                ? azureus.group(1) + " " + azureus.group(2)
                : program.name() + " " + version(azureus.group(2), program.version());
    }

    private static String unknown(String text) {
        int end = 0;
        while (end < text.length() && text.charAt(end) > ' ' && text.charAt(end) < 0x7f) {
            end++;
        }
        return end == 0 ? "unknown" : text.substring(0, Math.min(end, 8));
    }

    private static String version(String four, Version version) {
        int[] n = four.chars().map(c -> Character.digit(c, 36)).toArray();
        return switch (version) {
            case EACH -> n[0] + "." + n[1] + "." + n[2] + (n[3] == 0 ? "" : "." + n[3]);
            case FIRST_THREE -> n[0] + "." + n[1] + "." + n[2];
            case TRANSMISSION ->
                    n[0] < 4 ? n[0] + "." + n[1] + n[2] : n[0] + "." + n[1] + "." + n[2];
            case TWO_ONE_ONE -> (n[0] * 10 + n[1]) + "." + n[2] + "." + n[3];
            case TWO_TWO -> (n[0] * 10 + n[1]) + "." + (n[2] * 10 + n[3]);
        };
    }
}
