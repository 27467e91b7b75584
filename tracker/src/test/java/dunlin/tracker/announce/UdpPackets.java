package dunlin.tracker.announce;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dunlin.protocol.InfoHash;
import java.nio.ByteBuffer;
import java.util.List;

/** Packets of BEP 15, written field by field. */
final class UdpPackets {
    static final long MAGIC = 0x41727101980L;
    static final int TRANSACTION = 0xcafe0042;

    private UdpPackets() {}

    static byte[] connect() {
        return ByteBuffer.allocate(16).putLong(MAGIC).putInt(0).putInt(TRANSACTION).array();
    }

    /** An announce by a client of its own, with what a test wants to change. */
    static final class Announce {
        private final long id;
        private InfoHash infoHash = InfoHash.of("aaaaaaaaaaaaaaaaaaaa".getBytes(ISO_8859_1));
        private long left = 5;
        private int event = 2;
        private int ip;
        private int want = -1;
        private int port = 6881;
        private byte[] options = {};

        Announce(long id) {
            this.id = id;
        }

        Announce infoHash(InfoHash value) {
            infoHash = value;
            return this;
        }

        Announce left(long value) {
            left = value;
            return this;
        }

        /** 0 none, 1 completed, 2 started, 3 stopped, 4 paused. */
        Announce event(int value) {
            event = value;
            return this;
        }

        Announce ip(int value) {
            ip = value;
            return this;
        }

        Announce want(int value) {
            want = value;
            return this;
        }

        Announce port(int value) {
            port = value;
            return this;
        }

        Announce options(byte[] value) {
            options = value;
            return this;
        }

        /** BEP 41: type 2, length, data; once more for what is longer than 255 bytes. */
        Announce urlData(String data) {
            ByteBuffer out = ByteBuffer.allocate(data.length() + 2 * (data.length() / 255 + 1));
            for (int at = 0; at < data.length(); at += 255) {
                String part = data.substring(at, Math.min(at + 255, data.length()));
                out.put((byte) 2).put((byte) part.length()).put(part.getBytes(ISO_8859_1));
            }
            return options(out.array());
        }

        byte[] bytes() {
            ByteBuffer out = ByteBuffer.allocate(98 + options.length);
            out.putLong(id).putInt(1).putInt(TRANSACTION).put(infoHash.bytes());
            out.put("-XX0001-abcdefghijkl".getBytes(ISO_8859_1));
            out.putLong(0).putLong(left).putLong(0);
            out.putInt(event).putInt(ip).putInt(0x12345678).putInt(want).putShort((short) port);
            return out.put(options).array();
        }
    }

    static byte[] scrape(long id, List<InfoHash> hashes) {
        ByteBuffer out = ByteBuffer.allocate(16 + 20 * hashes.size());
        out.putLong(id).putInt(2).putInt(TRANSACTION);
        hashes.forEach(hash -> out.put(hash.bytes()));
        return out.array();
    }
}
