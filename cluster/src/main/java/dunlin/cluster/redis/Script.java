package dunlin.cluster.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A Lua script that runs at the server, in one step with all that it reads and writes. */
enum Script {
    ANNOUNCE("announce.lua"),
    EXPIRE("expire.lua"),
    COUNTS("counts.lua"),
    PEERS("peers.lua");

    private final byte[] text;
    private final byte[] sha1;

    Script(String file) {
        this.text = (read("swarm.lua") + read(file)).getBytes(UTF_8);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text);
            this.sha1 = HexFormat.of().formatHex(digest).getBytes(US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    private static String read(String file) {
        try (InputStream in = Script.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + file);
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] text() {
        return text;
    }

    /** The name that the server knows it by: 40 hexadecimal digits. */
    byte[] sha1() {
        return sha1;
    }
}
