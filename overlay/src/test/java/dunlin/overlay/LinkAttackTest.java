package dunlin.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.peer.Greeted;
import dunlin.peer.PeerConnection;
import dunlin.peer.PeerListener;
import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.protocol.overlay.MemberId;
import dunlin.protocol.overlay.Octets;
import dunlin.protocol.overlay.OverlayMessage;
import dunlin.protocol.overlay.OverlayMessage.CardsAsked;
import dunlin.protocol.overlay.OverlayMessage.Hello;
import dunlin.protocol.overlay.OverlayMessage.Proof;
import dunlin.protocol.overlay.Signatures;
import dunlin.protocol.overlay.Signatures.Meeting;
import dunlin.protocol.overlay.Signatures.Side;
import dunlin.protocol.wire.Extension;
import dunlin.protocol.wire.ExtensionHandshake;
import dunlin.protocol.wire.FrameLimits;
import dunlin.protocol.wire.Handshake;
import dunlin.protocol.wire.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Strangers who dial a member and are not who they say. */
@Tag("attack")
class LinkAttackTest {
    private final SimulatedMembers members = new SimulatedMembers(11);
    private final Random random = new Random(5);
    private final Overlay prospero = members.member("Prospero");

    @Test
    void whoeverSpeaksBeforeTheProofIsClosedAndHearsNothing() throws Exception {
        Stranger stranger = new Stranger();
        stranger.introduces();
        stranger.says(new CardsAsked(0, 64));
        members.pass(Duration.ofSeconds(2));
        assertThat(stranger.closed).isTrue();
        assertThat(stranger.heard).hasOnlyElementsOfType(Hello.class);
    }

    @Test
    void aNameWithoutItsKeyIsNobodys() throws Exception {
        PeerKeyPair ariel = PeerKeyPair.random(random);
        PeerKeyPair own = PeerKeyPair.random(random);
        Stranger stranger = new Stranger();
        stranger.introduces();
        Hello forged = hello(MemberId.of(ariel.publicKey(), 1), "Ariel");
        stranger.says(forged);
        members.pass(Duration.ofSeconds(1));
        Hello theirs = (Hello) stranger.heard.getFirst();
        Meeting meeting =
                new Meeting(
                        stranger.id,
                        stranger.connection.peerId(),
                        forged.toBytes(),
                        theirs.toBytes());
        stranger.says(new Signatures(SimulatedMembers.NETWORK).prove(own, Side.DIALLER, meeting));
        members.pass(Duration.ofSeconds(1));
        assertThat(stranger.closed).isTrue();
        assertThat(prospero.isAlone()).isTrue();
    }

    @Test
    void whatAMemberSaidToOneProvesNothingToAnother() throws Exception {
        Stranger victim = new Stranger();
        victim.introduces();
        PeerKeyPair keys = PeerKeyPair.random(random);
        victim.says(hello(MemberId.of(keys.publicKey(), 1), "Ariel"));
        members.pass(Duration.ofSeconds(1));
        Proof ofProspero = (Proof) victim.heard.get(1);

        Stranger thief = new Stranger();
        thief.introduces();
        thief.says(victim.heard.getFirst()); // as if it were Prospero himself
        thief.says(ofProspero);
        members.pass(Duration.ofSeconds(1));
        assertThat(thief.closed).isTrue();
        assertThat(prospero.isAlone()).isTrue();
    }

    @Test
    void aThousandWhoSayNothingTakeFewPlacesForAShortTimeAndMembersStillComeIn() throws Exception {
        List<Stranger> crowd = new ArrayList<>();
        for (int number = 0; number < 1_000; number++) {
            crowd.add(new Stranger());
        }
        members.pass(Duration.ofSeconds(1));
        assertThat(crowd.stream().filter(it -> !it.closed).count()).isLessThanOrEqualTo(16);
        Overlay ariel = members.member("Ariel", SimulatedMembers.address(1));
        members.pass(Duration.ofSeconds(20));
        assertThat(crowd).allMatch(it -> it.closed);
        assertThat(ariel.isAlone()).isFalse();
    }

    private Hello hello(MemberId member, String name) {
        byte[] nonce = new byte[16];
        random.nextBytes(nonce);
        return new Hello(Hello.VERSION, Octets.of(nonce), member, name, 6881, Set.of());
    }

    /** Whoever dials Prospero, and says what the test says. */
    private final class Stranger implements PeerListener {
        final PeerId id = PeerId.random(random);
        final PeerConnection connection;
        final List<OverlayMessage> heard = new ArrayList<>();
        boolean closed;

        Stranger() throws Exception {
            Greeted greeted =
                    members.strangersDialer()
                            .dial(
                                    SimulatedMembers.address(1).socketAddress(),
                                    new Handshake(
                                            SimulatedMembers.NETWORK.infoHash(),
                                            id,
                                            false,
                                            true,
                                            false),
                                    Duration.ofSeconds(1));
            connection =
                    greeted.open(
                            this,
                            PeerConnection.Settings.withoutBlocks(FrameLimits.PIECES_UNKNOWN));
            connection.start();
        }

        void introduces() {
            ExtensionHandshake ours =
                    new ExtensionHandshake(
                            Map.of(Extension.DN_OVERLAY, 9),
                            Optional.empty(),
                            OptionalInt.empty(),
                            OptionalInt.empty(),
                            OptionalInt.empty(),
                            Optional.empty());
            connection.send(new Message.Extended(ExtensionHandshake.NUMBER, ours.toBytes()));
        }

        void says(OverlayMessage message) {
            connection.send(new Message.Extended(Extension.DN_OVERLAY.number(), message.toBytes()));
        }

        @Override
        public void onMessage(PeerConnection from, Message message) throws ProtocolException {
            if (message instanceof Message.Extended(int number, byte[] payload) && number == 9) {
                heard.add(OverlayMessage.parse(payload));
            }
        }

        @Override
        public void onClosed(PeerConnection from, String reason) {
            closed = true;
        }
    }
}
