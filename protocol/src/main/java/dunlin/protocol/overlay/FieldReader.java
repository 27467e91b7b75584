package dunlin.protocol.overlay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the fields of a message one behind the other, in network order. What is signed must have
 * one form only, so that whoever passes it on passes on the same bytes: no second way to write an
 * address or a text is taken.
 *
 * <pre>
 *   text8     length 1 | UTF-8
 *   text16    length 2 | UTF-8
 *   address   4 (1) | IPv4 4 | port 2
 *             6 (1) | IPv6 16 | port 2     not one that stands for an IPv4 address
 *   list8     count 1 | so many
 * </pre>
 */
final class FieldReader {
    /** Takes one element of a list. */
    interface Element<T> {
        T take() throws ProtocolException;
    }

    private final ByteBuffer in;

    FieldReader(byte[] payload) {
        this.in = ByteBuffer.wrap(payload);
    }

    private ByteBuffer need(int bytes) throws ProtocolException {
        if (in.remaining() < bytes) {
            throw new ProtocolException(
                    "an overlay message that ends %d bytes too early"
                            .formatted(bytes - in.remaining()));
        }
        return in;
    }

    int u8() throws ProtocolException {
        return need(1).get() & 0xff;
    }

    int u16() throws ProtocolException {
        return need(2).getShort() & 0xffff;
    }

    int i32() throws ProtocolException {
        return need(4).getInt();
    }

    long i64() throws ProtocolException {
        return need(8).getLong();
    }

    /** Any number but 0 is yes. */
    boolean flag() throws ProtocolException {
        return u8() != 0;
    }

    byte[] bytes(int length) throws ProtocolException {
        byte[] bytes = new byte[length];
        need(length).get(bytes);
        return bytes;
    }

    Octets octets(int length) throws ProtocolException {
        return Octets.of(bytes(length));
    }

    String text8() throws ProtocolException {
        return text(u8());
    }

    String text16(int most) throws ProtocolException {
        return text(bounded("bytes of text", u16(), most));
    }

    private String text(int length) throws ProtocolException {
        byte[] bytes = bytes(length);
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new ProtocolException("a text of " + length + " bytes that are no UTF-8", e);
        }
    }

    PeerAddress address() throws ProtocolException {
        int family = u8();
        if (family == 4) {
            return PeerAddress.ipv4(i32(), u16());
        } else if (family == 6) {
            PeerAddress address = new PeerAddress(i64(), i64(), u16());
            if (!address.isIpv4()) {
                return address;
            }
            throw new ProtocolException("an IPv4 address in the form of IPv6: " + address);
        }
        throw new ProtocolException("an address of the unknown family " + family);
    }

    Contact contact() throws ProtocolException {
        return new Contact(i64(), address());
    }

    <T> List<T> list8(String what, int most, Element<T> element) throws ProtocolException {
        return list(what, u8(), most, element);
    }

    <T> List<T> list16(String what, int most, Element<T> element) throws ProtocolException {
        return list(what, u16(), most, element);
    }

    private static <T> List<T> list(String what, int count, int most, Element<T> element)
            throws ProtocolException {
        List<T> list = new ArrayList<>(bounded(what, count, most));
        for (int i = 0; i < count; i++) {
            list.add(element.take());
        }
        return list;
    }

    static int bounded(String what, int value, int most) throws ProtocolException {
        if (value > most) {
            throw new ProtocolException(
                    "%d %s in an overlay message, %d are allowed".formatted(value, what, most));
        }
        return value;
    }
}
