package dunlin.net.udp;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Where things stand in the messages that {@code recvmmsg} and {@code sendmmsg} take, which are
 * laid out once for all calls.
 *
 * <pre>
 *   mmsghdr (64)   address 8 | its length 4 | - 4 | iovec 8 | number of iovecs 8 | control 8 |
 *                  its length 8 | flags 4 | - 4 | received length 4 | - 4
 *   iovec (16)     bytes 8 | length 8
 *   sockaddr_in6   family 2 | port 2 | flow 4 | address 16 | scope 4                         (28)
 *   cmsghdr        length, of the value, too 8 | level 4 | type 4 | value, filled up to 8s
 * </pre>
 */
final class MessageLayout {
    static final int HEADER = 64;
    static final int ADDRESS_LENGTH = 8;
    static final int IOVEC = 16;
    static final int IOVECS = 24;
    static final int CONTROL = 32;
    static final int CONTROL_LENGTH = 40;
    static final int RECEIVED = 56;

    static final int VECTOR = 16;
    static final int VECTOR_LENGTH = 8;

    static final int ADDRESS_BYTES = 28;
    static final int PORT = 2;
    static final int ADDRESS = 8;

    static final int LEVEL = 8;
    static final int TYPE = 12;
    static final int VALUE = 16;

    static final ValueLayout.OfShort NETWORK_SHORT =
            ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
    static final ValueLayout.OfLong NETWORK_LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private MessageLayout() {}
}
