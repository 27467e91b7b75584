package dunlin.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dunlin.protocol.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The lines of an HTTP answer, up to a number of bytes in all; what stands between them can be read
 * as it is. For one thread.
 */
final class HttpLines {
    private final InputStream in;
    private int most;
    private int read;

    /**
     * @param in read byte by byte, so it should have a buffer
     * @param most bytes of all lines together
     */
    HttpLines(InputStream in, int most) {
        this.in = in;
        this.most = most;
    }

    /** What follows the lines read so far. */
    InputStream rest() {
        return in;
    }

    /** Lets so many more bytes of lines be read. */
    void allow(int bytes) {
        most += bytes;
    }

    /**
     * The next line, without its end.
     *
     * @param longest most bytes of it
     * @param what it is part of, for the refusal
     */
    String next(int longest, String what) throws IOException, ProtocolException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = read(what); b != '\n'; b = read(what)) {
            if (line.size() == longest) {
                throw tooLong(longest, "a line of its " + what);
            }
            line.write(b);
        }
        String text = line.toString(ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private int read(String what) throws IOException, ProtocolException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException("the connection closed before an answer came");
        }
        if (++read > most) {
            throw tooLong(most, "its " + what);
        }
        return b;
    }

    private static ProtocolException tooLong(int most, String where) {
        return new ProtocolException("answers with more than " + most + " bytes in " + where);
    }
}
