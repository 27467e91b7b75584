package dunlin.tracker.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dunlin.tracker.http.FirstBytes.Announce;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The answer to an announce: a head that is always the same but for a number, and bencode. */
public final class AnnounceAnswer {
    public static final String CONTENT_TYPE = "text/plain; charset=iso-8859-1";

    private static final Logger LOG = LoggerFactory.getLogger(AnnounceAnswer.class);
    private static final byte[] FAILED =
            "d14:failure reason32:the index failed to answer this!e".getBytes(US_ASCII);
    private static final byte[] HEAD =
            ("HTTP/1.1 200 OK\r\nContent-Type: "
                            + CONTENT_TYPE
                            + "\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n"
                            + "Content-Length: ")
                    .getBytes(US_ASCII);
    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(US_ASCII);
    private static final int MAX_DIGITS = 10;

    private AnnounceAnswer() {}

    /** Asks the handler; if that has a defect the client is told, and nothing else happens. */
    public static byte[] ask(AnnounceHandler handler, Announce announce, InetAddress sender) {
        AnnouncePath path = announce.path();
        try {
            return handler.answer(path.kind(), path.token(), announce.query(), sender);
        } catch (RuntimeException e) {
            LOG.error("cannot answer {} {}", path.kind(), announce.query(), e);
            return FAILED;
        }
    }

    /**
     * Writes head and body.
     *
     * @param reused taken if the answer fits into it
     * @return the buffer with the answer, ready to be read
     */
    static ByteBuffer write(byte[] bencode, ByteBuffer reused) {
        int most = HEAD.length + MAX_DIGITS + END_OF_HEAD.length + bencode.length;
        ByteBuffer out = most <= reused.capacity() ? reused.clear() : ByteBuffer.allocate(most);
        out.put(HEAD);
        out.put(Integer.toString(bencode.length).getBytes(US_ASCII));
        return out.put(END_OF_HEAD).put(bencode).flip();
    }
}
