package dunlin.peer.utp.core;

import static dunlin.peer.utp.core.ScriptedPeer.MILLI;
import static dunlin.peer.utp.core.ScriptedPeer.OWN;
import static dunlin.peer.utp.core.ScriptedPeer.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.utp.PacketType;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("attack")
class HostileUtpAttackTest {
    private static final byte[] NONE = {};

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100, 20_000, 32_000})
    void whatWasNeverSentIsNotAcknowledged(int ahead) {
        ScriptedPeer peer = ScriptedPeer.dialled(UtpSettings.USUAL);
        peer.write(60_000);
        long sent = peer.dataPackets();
        int room = peer.connection.writable();

        for (int i = 0; i < 1_000; i++) {
            peer.acknowledge(peer.lastSent() + ahead);
        }

        assertThat(peer.dataPackets()).as("it speeds nothing up").isEqualTo(sent);
        assertThat(peer.connection.writable()).as("it frees nothing").isEqualTo(room);
        peer.answer(2 * SECOND, 20 * MILLI);
        assertThat(peer.bytes()).isEqualTo(60_000);
        assertThat(peer.leave()).isZero();
    }

    @Test
    void selectedPacketsThatWereNeverSentAreNotTakenForArrived() {
        ScriptedPeer peer = ScriptedPeer.dialled(UtpSettings.USUAL);
        peer.write(60_000);
        byte[] all = new byte[252];
        Arrays.fill(all, (byte) 0xff);

        for (int i = 0; i < 100; i++) {
            peer.acknowledge(OWN, all);
        }
        peer.answer(4 * SECOND, 20 * MILLI);

        assertThat(peer.bytes()).isEqualTo(60_000);
        assertThat(peer.leave()).isZero();
    }

    @Test
    void aWindowThatStaysShutIsAskedNowAndThen() {
        ScriptedPeer peer = ScriptedPeer.dialled(UtpSettings.USUAL);
        peer.window = 0;
        peer.acknowledge(OWN);
        peer.write(60_000);

        peer.answer(600 * SECOND, 20 * MILLI);

        assertThat(peer.bytes()).isLessThan(2_000);
        assertThat(peer.dataPackets()).isLessThan(2_000);
        assertThat(peer.leave()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 10, 100, 500})
    void aTinyWindowDoesNotDrawAFloodOfTinyPackets(long window) {
        ScriptedPeer peer = ScriptedPeer.dialled(UtpSettings.USUAL);
        peer.window = window;
        peer.acknowledge(OWN);
        peer.write(60_000);

        peer.answer(60 * SECOND, MILLI);

        assertThat(peer.dataPackets()).isLessThan(200);
        assertThat(peer.leave()).isZero();
    }

    @Test
    void aWindowOfFourGigabytesIsNoReasonToHoldMoreThanTheBuffer() {
        ScriptedPeer peer = ScriptedPeer.dialled(UtpSettings.USUAL);
        peer.window = 0xffff_ffffL;
        peer.acknowledge(OWN);
        for (int i = 0; i < 100; i++) {
            peer.write(1 << 20);
            peer.pass(20 * MILLI);
            peer.acknowledge(peer.lastSent());
        }

        assertThat(peer.memory.most()).isLessThanOrEqualTo(2L * UtpSettings.USUAL.maxBuffer());
        assertThat(peer.leave()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "2, 1",
        "2, 1400",
        "900, 100",
        "4000, 1400",
        "20000, 1400",
        "-1001, 1400",
        "-30000, 9"
    })
    void packetsOutOfOrderAreKeptWithinTheWindow(int from, int bytes) {
        ScriptedPeer peer = ScriptedPeer.dialled(UtpSettings.USUAL);
        byte[] payload = new byte[bytes];

        for (int i = 0; i < 20_000; i++) {
            peer.tell(PacketType.DATA, peer.next + from + i % 1_000, OWN, NONE, payload);
            if (i % 64 == 0) {
                peer.flush();
            }
        }
        peer.flush();

        assertThat(peer.memory.most()).isLessThanOrEqualTo(4L * UtpSettings.USUAL.minBuffer());
        assertThat(peer.came).hasSizeLessThan(20_000 / 64 + 10);
        assertThat(peer.connection.readable()).isZero();
        assertThat(peer.leave()).isZero();
    }

    @Test
    void anOldPacketIsNotTakenForANewOneAfterTheNumbersBeganAgain() {
        ScriptedPeer peer = ScriptedPeer.dialled(UtpSettings.USUAL);
        for (int i = 0; i < 70_000; i++) {
            peer.data(1);
            peer.read(1);
            peer.came.clear();
        }

        for (int back = 1; back < 32_000; back += 7) {
            peer.tell(PacketType.DATA, peer.next - back, OWN, NONE, new byte[10]);
        }

        assertThat(peer.connection.readable()).isZero();
        assertThat(peer.leave()).isZero();
    }

    @Test
    void manyPacketsOfOneByteTakeNoMoreThanTheBuffer() {
        ScriptedPeer peer = ScriptedPeer.dialled(UtpSettings.USUAL);
        for (int i = 0; i < 60_000; i++) {
            peer.tell(PacketType.DATA, peer.next + i, OWN, NONE, new byte[1]);
        }
        peer.flush();

        assertThat(peer.connection.readable()).isLessThanOrEqualTo(UtpSettings.USUAL.minBuffer());
        assertThat(peer.memory.most()).isLessThanOrEqualTo(4L * UtpSettings.USUAL.minBuffer());
        assertThat(peer.leave()).isZero();
    }

    @Test
    void aResetThatNamesNothingThatWasSentIsPassedOver() {
        ScriptedPeer peer = ScriptedPeer.dialled(UtpSettings.USUAL);
        peer.write(1_000);
        for (int number = OWN + 10; number < OWN + 60_000; number += 13) {
            peer.tell(PacketType.RESET, 0, number, NONE, NONE);
        }
        assertThat(peer.connection.state()).isEqualTo(UtpConnection.State.OPEN);

        peer.tell(PacketType.RESET, 0, peer.lastSent(), NONE, NONE);

        assertThat(peer.connection.end()).isEqualTo(UtpConnection.End.RESET);
        assertThat(peer.leave()).isZero();
    }

    @Test
    void theEndStaysWhereItWasSaidToBe() {
        ScriptedPeer peer = ScriptedPeer.dialled(UtpSettings.USUAL);
        int end = peer.next + 2;
        peer.data(5);
        peer.send(PacketType.FIN, end, OWN, NONE, NONE);
        peer.send(PacketType.FIN, end - 1, OWN, NONE, NONE);
        peer.send(PacketType.FIN, end + 5, OWN, NONE, NONE);
        peer.send(PacketType.DATA, end + 1, OWN, NONE, new byte[9]);
        peer.send(PacketType.DATA, end, OWN, NONE, new byte[9]);
        assertThat(peer.read(100)).isEqualTo(5);
        assertThat(peer.read(100)).isZero();

        peer.data(7);

        assertThat(peer.read(100)).isEqualTo(7);
        assertThat(peer.read(100)).isEqualTo(-1);
        peer.send(PacketType.DATA, end + 1, OWN, NONE, new byte[9]);
        assertThat(peer.read(100)).isEqualTo(-1);
        assertThat(peer.leave()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x4000_0000})
    void whoLiesAboutDelaysGetsNoMoreThanTheBuffersAndStarvesNobodyElse(int difference) {
        ScriptedPeer peer = ScriptedPeer.dialled(UtpSettings.USUAL);
        peer.difference = difference;
        long written = 0;
        for (int i = 0; i < 200; i++) {
            peer.timestampShift = i * 0x1234_5678;
            peer.difference = i % 2 == 0 ? difference : difference + i;
            written += peer.write(1 << 16);
            peer.pass(20 * MILLI);
            peer.acknowledge(peer.lastSent());
        }
        peer.answer(60 * SECOND, 20 * MILLI);

        assertThat(peer.bytes()).isEqualTo(written);
        assertThat(peer.memory.most()).isLessThanOrEqualTo(2L * UtpSettings.USUAL.maxBuffer());
        assertThat(peer.leave()).isZero();
    }

    @Test
    void anAcknowledgementIsNotAnswered() {
        ScriptedPeer peer = ScriptedPeer.dialled(UtpSettings.USUAL);
        int before = peer.came.size();

        for (int i = 0; i < 10_000; i++) {
            peer.acknowledge(OWN);
            peer.now += MILLI / 10;
        }

        assertThat(peer.came).hasSizeLessThan(before + 5);
        assertThat(peer.leave()).isZero();
    }
}
