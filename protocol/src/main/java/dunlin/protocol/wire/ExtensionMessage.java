package dunlin.protocol.wire;

import dunlin.protocol.ProtocolException;

/**
 * What peers say to each other beyond the messages that BEP 3 and 6 number: each {@link
 * Message.Extended} is one of these (BEP 10).
 *
 * <pre>
 *   number                  what it is
 *   0                       {@link ExtensionHandshake}: said first, and whenever something changes
 *   ours for ut_metadata    {@link MetadataMessage}
 *   ours for ut_pex         {@link PexMessage}
 *   ours for ut_holepunch   {@link HolepunchMessage}
 *   any other               of an extension that we did not offer: to be ignored
 * </pre>
 *
 * <p>A number means what its <em>receiver</em> said in its own handshake: what comes bears ours,
 * what goes has to bear theirs, which {@link ExtensionHandshake#wrap} sees to.
 */
public sealed interface ExtensionMessage
        permits ExtensionHandshake,
                MetadataMessage,
                PexMessage,
                HolepunchMessage,
                ExtensionMessage.Unspoken {
    /** Of an extension that we do not speak, or something in one that we do not know. */
    record Unspoken(int number) implements ExtensionMessage {}

    /**
     * Reads a message that came.
     *
     * @throws ProtocolException if its payload is not what its number says
     */
    static ExtensionMessage parse(Message.Extended message) throws ProtocolException {
        if (message.id() == ExtensionHandshake.NUMBER) {
            return ExtensionHandshake.parse(message.payload());
        }
        if (message.id() == Extension.UT_METADATA.number()) {
            return MetadataMessage.parse(message.payload());
        }
        if (message.id() == Extension.UT_PEX.number()) {
            return PexMessage.parse(message.payload());
        }
        if (message.id() == Extension.UT_HOLEPUNCH.number()) {
            return HolepunchMessage.parse(message.payload())
                    .<ExtensionMessage>map(it -> it)
                    .orElse(new Unspoken(message.id()));
        }
        return new Unspoken(message.id());
    }
}
