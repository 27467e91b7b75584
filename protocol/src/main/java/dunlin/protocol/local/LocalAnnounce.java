package dunlin.protocol.local;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dunlin.protocol.InfoHash;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A peer says to its local network which shares it has (BEP 14): a head as of HTTP/1.1 in one
 * packet. Where it is the packet's sender tells.
 *
 * <pre>
 *  BT-SEARCH * HTTP/1.1
 *  Host: 239.192.152.143:6771
 *  Port: 6881
 *  Infohash: 40 hexadecimal digits       once or more
 *  cookie: any word                      to know one's own by
 *
 *
 * </pre>
 *
 * @param port where the peer listens, 1 to 65535
 * @param ids the shares, {@link #MOST_READ} at most
 * @param cookie what the sender knows its own announces by; may be empty
 */
public record LocalAnnounce(int port, List<InfoHash> ids, String cookie) {
    /** So many shares are told of in a packet: it stays under 1,400 bytes. */
    public static final int MOST_SENT = 24;

    /** So many shares are read of a packet, and no more. */
    public static final int MOST_READ = 64;

    /** No longer packet is read, bytes. */
    public static final int MAX_LENGTH = 4_096;

    private static final String BEGIN = "BT-SEARCH * HTTP/1.1";
    private static final int ID_DIGITS = 40;

    public LocalAnnounce {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port);
        }
        ids = List.copyOf(ids);
    }

    /**
     * Reads a packet. What is odd in it is passed over, alone.
     *
     * @return empty if it is none of these, or tells neither a port nor a share that can be used
     */
    public static Optional<LocalAnnounce> parse(byte[] packet) {
        if (packet.length > MAX_LENGTH) {
            return Optional.empty();
        }
        String[] lines = new String(packet, ISO_8859_1).split("\r?\n", -1);
        if (!lines[0].strip().equalsIgnoreCase(BEGIN)) {
            return Optional.empty();
        }
        int port = 0;
        String cookie = "";
        List<InfoHash> ids = new ArrayList<>();
        for (String line : lines) {
            int colon = Math.max(0, line.indexOf(':'));
            String value = line.substring(Math.min(colon + 1, line.length())).strip();
            switch (line.substring(0, colon).strip().toLowerCase(Locale.ROOT)) {
                case "port" -> port = port(value);
                case "cookie" -> cookie = value;
                case "infohash" -> {
                    if (ids.size() < MOST_READ) {
                        id(value).ifPresent(ids::add);
                    }
                }
                default -> {}
            }
        }
        return port == 0 || ids.isEmpty()
                ? Optional.empty()
                : Optional.of(new LocalAnnounce(port, ids, cookie));
    }

    private static int port(String value) {
        boolean isNumber = value.matches("[0-9]{1,5}");
        int port = isNumber ? Integer.parseInt(value) : 0;
        return port <= 65535 ? port : 0;
    }

    private static Optional<InfoHash> id(String value) {
        try {
            return value.length() == ID_DIGITS
                    ? Optional.of(InfoHash.of(HexFormat.of().parseHex(value)))
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** The packet. @param group where it goes: address and port */
    public byte[] toBytes(String group) {
        StringBuilder out = new StringBuilder(BEGIN);
        out.append("\r\nHost: ").append(group).append("\r\nPort: ").append(port);
        for (InfoHash id : ids) {
            out.append("\r\nInfohash: ").append(id);
        }
        out.append("\r\ncookie: ").append(cookie).append("\r\n\r\n\r\n");
        return out.toString().getBytes(ISO_8859_1);
    }
}
