package dunlin.net;

import dunlin.protocol.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.HexFormat;

/**
 * Reads a body that comes in chunks (RFC 9112, 7.1):
 *
 * <pre>
 *   *( hex-size *blank [ ";" extension ] CRLF bytes CRLF ) "0" CRLF      what follows is not read
 * </pre>
 *
 * The threat is a body of which each byte is a chunk: two lines each, so that 64 MiB are 128
 * million lines in six times the bytes. So the lines may be as long as the chunks, all together,
 * and {@link HttpReply#MAX_HEAD} bytes longer.
 */
final class ChunkedBody {
    private static final int MAX_SIZE_LINE = 1_024;
    private static final int MAX_DIGITS = 8;

    private final HttpLines lines;
    private final int maxBody;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    private ChunkedBody(HttpLines lines, int maxBody) {
        this.lines = lines;
        this.maxBody = maxBody;
    }

    /** Reads the chunks, up to and with the one that says that it is the last. */
    static byte[] read(HttpLines lines, int maxBody) throws IOException, ProtocolException {
        lines.allow(HttpReply.MAX_HEAD);
        ChunkedBody chunks = new ChunkedBody(lines, maxBody);
        while (chunks.next()) {
            // Until there is none.
        }
        return chunks.body.toByteArray();
    }

    private boolean next() throws IOException, ProtocolException {
        long length = size(line());
        if (length == 0) {
            return false;
        }
        if (body.size() + length > maxBody) {
            throw HttpReply.tooLong(maxBody);
        }
        byte[] chunk = lines.rest().readNBytes((int) length);
        if (chunk.length < length) {
            throw new EOFException("the answer ended within a chunk");
        }
        body.writeBytes(chunk);
        lines.allow(chunk.length);
        if (!line().isEmpty()) {
            throw new ProtocolException("answers with a chunk longer than it says");
        }
        return true;
    }

    private String line() throws IOException, ProtocolException {
        return lines.next(MAX_SIZE_LINE, "lines between chunks");
    }

    private static long size(String line) throws ProtocolException {
        int digits = 0;
        while (digits < line.length() && HexFormat.isHexDigit(line.charAt(digits))) {
            digits++;
        }
        String rest = line.substring(digits).stripLeading();
        if (digits == 0 || digits > MAX_DIGITS || !(rest.isEmpty() || rest.startsWith(";"))) {
            throw new ProtocolException("answers with a chunk whose size is no number");
        }
        return Long.parseLong(line, 0, digits, 16);
    }
}
