package dunlin.discovery.local;

import dunlin.protocol.InfoHash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What peers of a local network call out to each other (BEP 14).
 *
 * <pre>
 *   BT-SEARCH * HTTP/1.1
 *   Host: 239.192.152.143:6771       the group that it is sent to
 *   Port: 6881                       where the sender listens for peers
 *   Infohash: 40 hex digits          one line for each share
 *   cookie: text                     tells the sender its own
 *   answer: 1                        only in an answer to one caller, which is not answered again;
 *                                    not of the specification, and passed over by others
 *                                    two empty lines
 * </pre>
 *
 * @param port 1 to 65535
 * @param shares {@link #MOST_SHARES} at most
 */
record LocalAnnouncement(
        int port, List<InfoHash> shares, Optional<String> cookie, boolean isAnswer) {
    /** So many fit into a packet of 1,400 bytes, which no network cuts. */
    static final int MOST_SHARES = 23;

    /** More of a packet is not looked at; bytes. */
    static final int MOST_BYTES = 1_500;

    /** A sender may put more into one packet than we do, but not without end. */
    private static final int MOST_HEARD = 30;

    private static final String FIRST_LINE = "BT-SEARCH * HTTP/1.1";
    private static final int MOST_COOKIE = 64;

    LocalAnnouncement {
        shares = List.copyOf(shares);
    }

    /** Reads a packet; what it says beside, or says wrongly of one share, is passed over. */
    static Optional<LocalAnnouncement> parse(byte[] packet, int length) {
        String[] lines =
                new String(packet, 0, length, StandardCharsets.ISO_8859_1).split("\r?\n", -1);
        if (!lines[0].stripTrailing().equalsIgnoreCase(FIRST_LINE)) {
            return Optional.empty();
        }
        int port = 0;
        List<InfoHash> shares = new ArrayList<>();
        Optional<String> cookie = Optional.empty();
        boolean isAnswer = false;
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                String value = line.substring(colon + 1).strip();
                switch (line.substring(0, colon).strip().toLowerCase(Locale.ROOT)) {
                    case "port" -> port = port(value);
                    case "infohash" -> {
                        if (shares.size() < MOST_HEARD) {
                            InfoHash.parse(value).ifPresent(shares::add);
                        }
                    }
                    case "cookie" ->
                            cookie = Optional.of(value).filter(it -> it.length() <= MOST_COOKIE);
                    case "answer" -> isAnswer = true;
                    default -> {} // Host, and what others add
                }
            }
        }
        return port == 0 || shares.isEmpty()
                ? Optional.empty()
                : Optional.of(new LocalAnnouncement(port, shares, cookie, isAnswer));
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            return port > 0 && port <= 65535 ? port : 0;
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    /**
     * The packet.
     *
     * @param group the group that it is sent to, with its port
     */
    byte[] toBytes(String group) {
        StringBuilder text = new StringBuilder(FIRST_LINE).append("\r\n");
        text.append("Host: ").append(group).append("\r\n");
        text.append("Port: ").append(port).append("\r\n");
        shares.forEach(share -> text.append("Infohash: ").append(share).append("\r\n"));
        cookie.ifPresent(it -> text.append("cookie: ").append(it).append("\r\n"));
        if (isAnswer) {
            text.append("answer: 1\r\n");
        }
        return text.append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
