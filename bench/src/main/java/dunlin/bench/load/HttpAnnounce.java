package dunlin.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.bencode.BDictionary;
import dunlin.protocol.bencode.BValue;
import dunlin.protocol.bencode.Bencode;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

/** The bytes of announces over HTTP (BEP 3 and 23), and what their answers must look like. */
final class HttpAnnounce {
    private static final int PEER_BYTES = 6;
    private static final int FIRST_PEER = 10_000_000; // eight digits, always
    private static final int END_OF_HEAD = 0x0d0a0d0a;
    private static final byte[] PEER_ID = ascii("&peer_id=-LD0001-0000");
    private static final byte[] PORT = ascii("&port=");
    private static final byte[] LEFT = ascii("&uploaded=0&downloaded=0&left=");
    private static final byte[] KEY = ascii("&key=");
    private static final byte[] WANT = ascii("&compact=1&numwant=");
    private static final List<byte[]> EVENTS =
            Stream.of("", "&event=completed", "&event=started", "&event=stopped")
                    .map(HttpAnnounce::ascii)
                    .toList();
    private static final String TAIL =
            " HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUser-Agent: load/1\r\nConnection: close\r\n\r\n";

    private final int want;
    private final List<byte[]> heads;
    private final byte[] tail;

    HttpAnnounce(Target target) {
        this.want = target.want();
        this.heads = target.infoHashes().stream().map(HttpAnnounce::head).toList();
        this.tail = ascii(TAIL.formatted(target.server().getPort()));
    }

    private static byte[] head(byte[] infoHash) {
        String encoded = URLEncoder.encode(new String(infoHash, ISO_8859_1), ISO_8859_1);
        return ascii("GET /announce?info_hash=" + encoded.replace("+", "%20"));
    }

    /** Writes the request that tells of an announce. */
    void write(Announces announces, ByteBuffer out) {
        boolean stopped = announces.event() == Announces.STOPPED;
        out.put(heads.get(announces.hash()));
        out.put(PEER_ID).put(number(FIRST_PEER + announces.peer()));
        out.put(PORT).put(number(announces.port()));
        out.put(LEFT).put(number(announces.left()));
        out.put(KEY).put(number(FIRST_PEER + announces.peer()));
        out.put(WANT).put(number(stopped ? 0 : want));
        out.put(EVENTS.get(announces.event())).put(tail);
    }

    private static byte[] number(long value) {
        return ascii(Long.toString(value));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(ISO_8859_1);
    }

    /**
     * How many peers an answer names.
     *
     * @param answer all of it, in an array from its start
     * @throws ProtocolException if it is a refusal or malformed
     */
    int peers(ByteBuffer answer) throws ProtocolException {
        byte[] bytes = answer.array();
        int length = answer.limit();
        int body = 0;
        while (body + 4 <= length && answer.getInt(body) != END_OF_HEAD) {
            body++;
        }
        body = Math.min(body + 4, length);
        BValue value = Bencode.parsePrefix(bytes, body, Bencode.Limits.MESSAGE);
        if (!(value instanceof BDictionary dictionary) || value.end() != length) {
            throw new ProtocolException(new String(bytes, 0, Math.min(length, 200), ISO_8859_1));
        }
        if (dictionary.get("failure reason").isPresent()) {
            throw new ProtocolException("refused: " + dictionary.requireText("failure reason"));
        }
        int peers = dictionary.requireString("peers").length();
        if (peers % PEER_BYTES != 0 || peers / PEER_BYTES > want) {
            throw new ProtocolException(peers + " bytes of peers");
        }
        return peers / PEER_BYTES;
    }
}
