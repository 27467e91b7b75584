package dunlin.protocol.overlay;

import dunlin.protocol.ProtocolException;

/** From bytes to messages and back. */
final class OverlayCodec {
    private OverlayCodec() {}

    static OverlayMessage parse(byte[] payload) throws ProtocolException {
        throw new ProtocolException("not yet: " + payload.length);
    }

    static byte[] toBytes(OverlayMessage message) {
        throw new UnsupportedOperationException("not yet: " + message);
    }
}
