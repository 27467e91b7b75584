package dunlin.tracker.announce;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.PackedAddresses;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import dunlin.protocol.announce.udp.UdpResponse;
import dunlin.protocol.announce.udp.UdpResponse.Announced;
import dunlin.protocol.announce.udp.UdpResponse.Connected;
import dunlin.protocol.announce.udp.UdpResponse.Error;
import dunlin.protocol.announce.udp.UdpResponse.Scraped;
import dunlin.tracker.RecordedEvents;
import dunlin.tracker.access.Gate;
import dunlin.tracker.memory.MemorySwarmStore;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.SwarmStoreContract;
import dunlin.tracker.store.TrackerRejection;
import dunlin.tracker.store.TrackerRejection.Reason;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UdpResponderTest {
    private static final InfoHash SHARE = SwarmStoreContract.SHARE;
    private static final PeerAddress ANNA = at("192.0.2.10");
    private static final PeerAddress BERT = at("192.0.2.20");
    private static final PeerAddress LOOPBACK = at("127.0.0.1");

    private final RecordedEvents events = new RecordedEvents();
    private final UdpCounters counters = new UdpCounters();
    private final SwarmStore store = new MemorySwarmStore(10_000, 10_000);
    private final ConnectionIds ids = ConnectionIds.random();
    private Instant now = SwarmStoreContract.NOON;
    private Optional<TrackerRejection> refusal = Optional.empty();
    private final List<Gate.Pass> passes = new ArrayList<>();
    private final Gate gate =
            new OpenGate() {
                @Override
                public void announce(InfoHash infoHash, PeerAddress from, Pass pass)
                        throws TrackerRejection {
                    passes.add(pass);
                    if (refusal.isPresent()) {
                        throw refusal.get();
                    }
                }
            };
    private final UdpResponder responder =
            new UdpResponder(
                    Announces.service(store, gate, () -> now, events), ids, counters, () -> now);

    private static PeerAddress at(String address) {
        return PeerAddress.of(InetAddress.ofLiteral(address), 40_000);
    }

    private Optional<byte[]> send(PeerAddress from, byte[] packet) {
        ByteBuffer answer = ByteBuffer.allocate(UdpResponder.MAX_ANSWER);
        if (!responder.answer(ByteBuffer.wrap(packet), from, answer)) {
            assertThat(answer.position()).isZero();
            return Optional.empty();
        }
        byte[] bytes = new byte[answer.flip().remaining()];
        answer.get(bytes);
        return Optional.of(bytes);
    }

    private UdpResponse ask(PeerAddress from, byte[] packet) {
        int length = from.isIpv4() ? PackedAddresses.IPV4 : PackedAddresses.IPV6;
        try {
            UdpResponse answer =
                    UdpResponse.parse(ByteBuffer.wrap(send(from, packet).orElseThrow()), length);
            assertThat(answer.transactionId()).isEqualTo(UdpPackets.TRANSACTION);
            return answer;
        } catch (ProtocolException e) {
            throw new AssertionError(e);
        }
    }

    private long connected(PeerAddress from) {
        return ((Connected) ask(from, UdpPackets.connect())).connectionId();
    }

    private UdpPackets.Announce announce(PeerAddress from) {
        return new UdpPackets.Announce(connected(from)).infoHash(SHARE);
    }

    private Announced announced(PeerAddress from, UdpPackets.Announce announce) {
        return (Announced) ask(from, announce.bytes());
    }

    private String error(PeerAddress from, byte[] packet) {
        return ((Error) ask(from, packet)).message();
    }

    /** Byte for byte, from the tables of BEP 15. */
    @Test
    void answersAsTheSpecificationHasIt() {
        byte[] connect = HexFormat.of().parseHex("0000041727101980" + "00000000" + "00c0ffee");
        String connected = HexFormat.of().formatHex(send(ANNA, connect).orElseThrow());
        assertThat(connected).hasSize(32).startsWith("00000000" + "00c0ffee");
        String announce =
                connected.substring(16)
                        + ("00000001" + "00c0ffee")
                        + "0000000000000000000000000000000000000001"
                        + "2d5858303030312d6162636465666768696a6b6c"
                        + ("0000000000000000" + "0000000000000000" + "0000000000000000")
                        + ("00000002" + "00000000" + "12345678" + "ffffffff" + "1ae1");
        assertThat(send(ANNA, HexFormat.of().parseHex(announce)).orElseThrow())
                .isEqualTo(
                        HexFormat.of()
                                .parseHex(
                                        "00000001"
                                                + "00c0ffee"
                                                + "00000078"
                                                + "00000000"
                                                + "00000001"));
        announced(BERT, announce(BERT).infoHash(SwarmStoreContract.hash(1)).port(6882));
        assertThat(send(ANNA, HexFormat.of().parseHex(announce)).orElseThrow())
                .isEqualTo(
                        HexFormat.of()
                                .parseHex(
                                        "00000001"
                                                + "00c0ffee"
                                                + "00000078"
                                                + "00000001"
                                                + "00000001"
                                                + "c0000214"
                                                + "1ae2"));
        String scrape =
                connected.substring(16)
                        + ("00000002" + "00c0ffee")
                        + "0000000000000000000000000000000000000001";
        assertThat(send(ANNA, HexFormat.of().parseHex(scrape)).orElseThrow())
                .isEqualTo(
                        HexFormat.of()
                                .parseHex(
                                        "00000002"
                                                + "00c0ffee"
                                                + "00000001"
                                                + "00000000"
                                                + "00000001"));
        assertThat(counters.connects()).isEqualTo(2);
        assertThat(counters.announces()).isEqualTo(3);
        assertThat(counters.scrapes()).isEqualTo(1);
    }

    @Test
    void tellsPeersOfTheAskersKindOfAddressOnly() {
        PeerAddress six = at("2001:db8::6");
        announced(ANNA, announce(ANNA));
        announced(six, announce(six));
        assertThat(announced(BERT, announce(BERT)).peers())
                .containsExactly(ANNA.withPort(6881).socketAddress());
        PeerAddress other = at("2001:db8::7");
        Announced answer = announced(other, announce(other));
        assertThat(answer.peers()).containsExactly(six.withPort(6881).socketAddress());
        assertThat(answer.leechers()).isEqualTo(4);
    }

    @Test
    void givesFiftyPeersUnlessToldOtherwiseAndNoMoreThanFitOnePacket() {
        for (int i = 0; i < 250; i++) {
            PeerAddress four = at("198.51.100." + i);
            PeerAddress six = at("2001:db8::" + Integer.toHexString(i + 1));
            announced(four, announce(four));
            announced(six, announce(six).infoHash(SwarmStoreContract.OTHER));
        }
        assertThat(announced(ANNA, announce(ANNA)).peers()).hasSize(50);
        assertThat(announced(ANNA, announce(ANNA).want(0)).peers()).isEmpty();
        assertThat(announced(ANNA, announce(ANNA).want(3)).peers()).hasSize(3);
        assertThat(announced(ANNA, announce(ANNA).want(1_000_000)).peers()).hasSize(200);
        PeerAddress six = at("2001:db8:1::1");
        UdpPackets.Announce greedy =
                announce(six).infoHash(SwarmStoreContract.OTHER).want(1_000_000);
        assertThat(announced(six, greedy).peers()).hasSize(76);
    }

    @Test
    void hearsWhoCompletesAndGoes() {
        announced(ANNA, announce(ANNA).event(2));
        announced(ANNA, announce(ANNA).event(1).left(0));
        announced(ANNA, announce(ANNA).event(3).left(0));
        assertThat(events.lines)
                .containsExactly(
                        "started 192.0.2.10:6881 films 0/1",
                        "completed 192.0.2.10:6881 films 1/0",
                        "stopped 192.0.2.10:6881 films 0/0");
    }

    @Test
    void ignoresAnAddressClaimedFromAfar() {
        announced(ANNA, announce(ANNA).ip(0xcb007107));
        assertThat(announced(BERT, announce(BERT)).peers())
                .containsExactly(ANNA.withPort(6881).socketAddress());
    }

    @Test
    void believesAnAddressClaimedFromThisMachineIfItIsOne() {
        announced(LOOPBACK, announce(LOOPBACK).ip(0xcb007107));
        assertThat(announced(BERT, announce(BERT)).peers())
                .containsExactly(at("203.0.113.7").withPort(6881).socketAddress());
    }

    @Test
    void passesOverAnAddressThatIsNoneAPeerCanHave() {
        announced(LOOPBACK, announce(LOOPBACK).ip(0xe0000001));
        assertThat(announced(LOOPBACK, announce(LOOPBACK).left(5)).leechers()).isEqualTo(1);
    }

    @Test
    void namesLoopbackPeersOnlyToThisMachine() {
        announced(LOOPBACK, announce(LOOPBACK));
        assertThat(announced(ANNA, announce(ANNA)).peers()).isEmpty();
        assertThat(announced(at("127.0.0.2"), announce(at("127.0.0.2"))).peers())
                .contains(LOOPBACK.withPort(6881).socketAddress());
    }

    @Test
    void readsNameAndTokenFromUrlData() {
        String token = "a_token-of_seventeen";
        announced(ANNA, announce(ANNA).urlData("/announce/" + token + "?x=1&name=anna"));
        announced(BERT, announce(BERT).urlData("/" + token + "/announce"));
        announced(BERT, announce(BERT).urlData("/announce"));
        announced(BERT, announce(BERT).urlData("/announce/short?x=" + "a".repeat(600)));
        assertThat(events.lines.getFirst()).isEqualTo("started anna films 0/1");
        assertThat(passes)
                .containsExactly(
                        new Gate.Pass(Optional.empty(), Optional.of(token)),
                        new Gate.Pass(Optional.empty(), Optional.of(token)),
                        Gate.Pass.NONE,
                        Gate.Pass.NONE);
    }

    @Test
    void passesOverOptionsThatItDoesNotKnow() {
        byte[] options = {1, 1, 7, 2, 99, 99, 2, 4, '/', 'x', '?', 'y', 0, 55};
        assertThat(announced(ANNA, announce(ANNA).options(options)).leechers()).isEqualTo(1);
    }

    @Test
    void passesOverWhatOnlyAdvises() {
        assertThat(announced(ANNA, announce(ANNA).event(9).left(-1)).leechers()).isEqualTo(1);
        announced(ANNA, announce(ANNA).options(new byte[] {2, 50, 'a'}));
        announced(ANNA, announce(ANNA).urlData("/announce?name=%zz&name=%ff"));
    }

    @Test
    void tellsTheProvenWhatIsWrong() throws TrackerRejection {
        assertThat(error(ANNA, announce(ANNA).urlData("/announce?name=a&pk=b").bytes()))
                .contains("come together");
        byte[] whole = announce(ANNA).bytes();
        assertThat(error(ANNA, Arrays.copyOf(whole, 97))).contains("97 bytes");
        assertThat(error(ANNA, Arrays.copyOf(whole, 16))).contains("16 bytes");
        whole[11] = 77;
        assertThat(error(ANNA, whole)).contains("action 77");
        assertThat(counters.refused()).isEqualTo(4);
        assertThat(store.peers(SHARE, 10)).isEmpty();
    }

    @Test
    void tellsTheRefusedWhyAndWhenToComeBack() {
        refusal = Optional.of(new TrackerRejection(Reason.FORBIDDEN, "not listed"));
        assertThat(error(ANNA, announce(ANNA).bytes())).isEqualTo("not listed");
        refusal =
                Optional.of(
                        new TrackerRejection(
                                Reason.TOO_OFTEN,
                                "too often",
                                Optional.of(Duration.ofMillis(2_001))));
        assertThat(error(ANNA, announce(ANNA).bytes())).isEqualTo("too often; retry in 3 s");
        assertThat(events.lines)
                .containsExactly("refused announce: not listed", "refused announce: too often");
    }

    @Test
    void scrapesInTheOrderOfTheQuestion() {
        announced(ANNA, announce(ANNA).left(0));
        announced(BERT, announce(BERT));
        List<InfoHash> hashes =
                List.of(SwarmStoreContract.OTHER, SHARE, SwarmStoreContract.OTHER, SHARE);
        Counts one = new Counts(1, 0, 1);
        Scraped answer = (Scraped) ask(ANNA, UdpPackets.scrape(connected(ANNA), hashes));
        assertThat(answer.swarms()).containsExactly(Counts.NOBODY, one, Counts.NOBODY, one);
    }

    @Test
    void scrapesSeventyFourSwarmsAtMost() {
        long id = connected(ANNA);
        List<InfoHash> most = Collections.nCopies(74, SHARE);
        assertThat(((Scraped) ask(ANNA, UdpPackets.scrape(id, most))).swarms()).hasSize(74);
        List<InfoHash> more = Collections.nCopies(75, SHARE);
        assertThat(((Scraped) ask(ANNA, UdpPackets.scrape(id, more))).swarms()).hasSize(74);
        assertThat(error(ANNA, UdpPackets.scrape(id, List.of()))).contains("without an info-hash");
    }

    @Test
    void passesOverForgedIdsInSilence() {
        announce(ANNA);
        byte[] forged = new UdpPackets.Announce(0x1234567812345678L).bytes();
        assertThat(send(ANNA, forged)).isEmpty();
        assertThat(send(ANNA, new UdpPackets.Announce(UdpPackets.MAGIC).bytes())).isEmpty();
        assertThat(send(ANNA, UdpPackets.scrape(77, List.of(SHARE)))).isEmpty();
        assertThat(counters.forged()).isEqualTo(3);
        assertThat(events.lines).isEmpty();
    }

    @Test
    void passesOverAnotherAddressesIdInSilence() {
        byte[] annas = announce(ANNA).bytes();
        assertThat(send(BERT, annas)).isEmpty();
        assertThat(send(at("::ffff:192.0.2.10"), annas)).isPresent(); // the same address, mapped
    }

    @Test
    void passesOverAnExpiredIdInSilence() {
        byte[] announce = announce(ANNA).bytes();
        now = now.plusSeconds(119);
        assertThat(send(ANNA, announce)).isPresent();
        now = now.plusSeconds(1);
        assertThat(send(ANNA, announce)).isEmpty();
        assertThat(counters.forged()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 12, 15, UdpResponder.MAX_REQUEST + 1})
    void passesOverPacketsOfImpossibleLengthInSilence(int length) {
        byte[] packet = Arrays.copyOf(UdpPackets.connect(), length);
        assertThat(send(ANNA, packet)).isEmpty();
        assertThat(counters.malformed()).isEqualTo(1);
    }

    @Test
    void passesOverAConnectRequestOfAnotherProtocolInSilence() {
        byte[] packet = UdpPackets.connect();
        packet[3] ^= 1;
        assertThat(send(ANNA, packet)).isEmpty();
        assertThat(counters.malformed()).isEqualTo(1);
    }

    @Test
    void answersALongConnectRequestOfALaterVersion() {
        assertThat(send(ANNA, Arrays.copyOf(UdpPackets.connect(), 64)))
                .hasValueSatisfying(answer -> assertThat(answer).hasSize(16));
    }

    /** Whoever has not shown that it receives there gets no more bytes than it sent. */
    @Test
    void neverAnswersTheUnprovenWithMoreThanTheySent() {
        Random random = new Random(1);
        List<byte[]> packets =
                List.of(
                        UdpPackets.connect(),
                        new UdpPackets.Announce(1).want(200).bytes(),
                        UdpPackets.scrape(1, List.of(SHARE)));
        for (int i = 0; i < 200; i++) {
            PeerAddress peer = at("198.51.100." + i);
            announced(peer, announce(peer));
        }
        for (int round = 0; round < 50_000; round++) {
            byte[] packet = packets.get(round % packets.size()).clone();
            packet[random.nextInt(packet.length)] ^= (byte) (1 << random.nextInt(8));
            byte[] cut = Arrays.copyOf(packet, random.nextInt(packet.length + 1));
            int answered = send(BERT, cut).map(answer -> answer.length).orElse(0);
            assertThat(answered).isLessThanOrEqualTo(cut.length);
        }
    }

    /** A refusal of an answer half written leaves nothing of it. */
    @Test
    void survivesWhateverTheProvenSend() {
        Random random = new Random(2);
        long id = connected(ANNA);
        for (int round = 0; round < 50_000; round++) {
            byte[] packet =
                    new UdpPackets.Announce(id)
                            .infoHash(SwarmStoreContract.hash(random.nextInt(5)))
                            .options(new byte[random.nextInt(20)])
                            .bytes();
            for (int i = 0; i < 4; i++) {
                packet[16 + random.nextInt(packet.length - 16)] = (byte) random.nextInt();
            }
            ask(ANNA, packet);
        }
    }
}
