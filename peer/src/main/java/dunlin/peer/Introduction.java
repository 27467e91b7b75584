package dunlin.peer;

import static java.util.stream.Collectors.toMap;

import dunlin.protocol.Version;
import dunlin.protocol.wire.Extension;
import dunlin.protocol.wire.ExtensionHandshake;
import dunlin.protocol.wire.Message;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** How we introduce ourselves in the extension handshake (BEP 10). */
public final class Introduction {
    private Introduction() {}

    /**
     * The message.
     *
     * @param spoken the extensions that we take of this peer
     * @param listenPort where we listen, if others are to dial us
     * @param metadataSize bytes of the info dictionary, if we have it and give it to anyone
     */
    public static Message message(
            PeerConnection to,
            Set<Extension> spoken,
            OptionalInt listenPort,
            OptionalInt metadataSize) {
        ExtensionHandshake ours =
                new ExtensionHandshake(
                        spoken.stream().collect(toMap(it -> it, Extension::number)),
                        Optional.of(Version.CLIENT),
                        listenPort,
                        OptionalInt.of(PeerConnection.MAX_UPLOAD_QUEUE),
                        metadataSize,
                        Optional.of(to.remote().getAddress()));
        return new Message.Extended(ExtensionHandshake.NUMBER, ours.toBytes());
    }
}
