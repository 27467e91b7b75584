package dunlin.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dunlin.protocol.wire.Extension;
import dunlin.protocol.wire.ExtensionHandshake;
import dunlin.protocol.wire.Message;
import dunlin.testkit.SampleShare;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was complete is no longer: who would want it hears of it. */
class ChangedContentTest {
    private static final int PIECE = 4 * 16_384;

    @TempDir private Path folder;

    private void delete(LocalPeer seeder) throws Exception {
        try (Stream<Path> files = Files.walk(folder.resolve(SampleShare.NAME))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        seeder.swarm.lookAgain();
    }

    private static void introduce(ScriptedPeer peer, Map<Extension, Integer> numbers)
            throws Exception {
        ExtensionHandshake hello =
                new ExtensionHandshake(
                        numbers,
                        Optional.of("Scripted"),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        Optional.empty());
        peer.say(
                new Message.HaveNone(),
                new Message.Extended(ExtensionHandshake.NUMBER, hello.toBytes()));
    }

    private static void awaitIntroduced(LocalPeer seeder) {
        await().until(() ->
                seeder.swarm.status().peers().stream()
                        .anyMatch(it -> it.client().contains("Scripted")));
    }

    @Test
    void whoSpeaksOfLostPiecesIsToldEach() throws Exception {
        SampleShare share = SampleShare.of(PIECE, 3 * PIECE);
        try (LocalPeer seeder = LocalPeer.seeder(share, folder);
                ScriptedPeer peer = ScriptedPeer.dial(seeder)) {
            introduce(peer, Map.of(Extension.LT_DONTHAVE, 9));
            awaitIntroduced(seeder);
            delete(seeder);
            for (int piece = 0; piece < 3; piece++) {
                Message.Extended heard = peer.hear(Message.Extended.class);
                if (heard.id() == ExtensionHandshake.NUMBER) {
                    heard = peer.hear(Message.Extended.class);
                }
                assertThat(heard.id()).isEqualTo(9);
                assertThat(ByteBuffer.wrap(heard.payload()).getInt()).isEqualTo(piece);
            }
            assertThat(seeder.swarm.status().done()).isZero();
        }
    }

    @Test
    void whoDoesNotHasToComeAgainAndHearsWhatIsThere() throws Exception {
        SampleShare share = SampleShare.of(PIECE, 3 * PIECE);
        try (LocalPeer seeder = LocalPeer.seeder(share, folder);
                ScriptedPeer peer = ScriptedPeer.dial(seeder)) {
            introduce(peer, Map.of());
            awaitIntroduced(seeder);
            delete(seeder);
            assertThat(peer.isClosed()).isTrue();
            try (ScriptedPeer again = ScriptedPeer.dial(seeder)) {
                assertThat(again.hear()).isEqualTo(new Message.HaveNone());
            }
        }
    }
}
