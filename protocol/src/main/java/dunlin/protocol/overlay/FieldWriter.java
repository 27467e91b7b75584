package dunlin.protocol.overlay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.protocol.PeerAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.function.Consumer;

/** Writes fields as {@link FieldReader} takes them. */
final class FieldWriter {
    private ByteBuffer out = ByteBuffer.allocate(256);

    private ByteBuffer room(int bytes) {
        if (out.remaining() < bytes) {
            int length = Math.max(2 * out.capacity(), out.position() + bytes);
            out = ByteBuffer.allocate(length).put(out.flip());
        }
        return out;
    }

    int length() {
        return out.position();
    }

    FieldWriter u8(int value) {
        room(1).put((byte) value);
        return this;
    }

    FieldWriter u16(int value) {
        room(2).putShort((short) value);
        return this;
    }

    FieldWriter i32(int value) {
        room(4).putInt(value);
        return this;
    }

    FieldWriter i64(long value) {
        room(8).putLong(value);
        return this;
    }

    FieldWriter flag(boolean value) {
        return u8(value ? 1 : 0);
    }

    FieldWriter bytes(byte[] bytes) {
        room(bytes.length).put(bytes);
        return this;
    }

    FieldWriter octets(Octets octets) {
        return bytes(octets.bytes());
    }

    FieldWriter text8(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return u8(within(bytes.length, 0xff)).bytes(bytes);
    }

    FieldWriter text16(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return u16(within(bytes.length, 0xffff)).bytes(bytes);
    }

    FieldWriter address(PeerAddress address) {
        return address.isIpv4()
                ? u8(4).i32(address.ipv4()).u16(address.port())
                : u8(6).i64(address.high()).i64(address.low()).u16(address.port());
    }

    FieldWriter contact(Contact contact) {
        return i64(contact.id()).address(contact.address());
    }

    <T> FieldWriter list8(Collection<T> list, Consumer<T> element) {
        u8(within(list.size(), 0xff));
        list.forEach(element);
        return this;
    }

    <T> FieldWriter list16(Collection<T> list, Consumer<T> element) {
        u16(within(list.size(), 0xffff));
        list.forEach(element);
        return this;
    }

    private static int within(int value, int most) {
        if (value > most) {
            throw new IllegalArgumentException(value + " where at most " + most + " fit");
        }
        return value;
    }

    byte[] toBytes() {
        return Arrays.copyOf(out.array(), out.position());
    }
}
