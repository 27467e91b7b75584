package dunlin.node.network;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.PeerAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MembersFileTest {
    @TempDir Path state;

    @Test
    void whoWasMetLastStandsFirstAndTheOldestGoWhenThereAreTooMany() {
        MembersFile file = new MembersFile(state, "dunlin");
        assertThat(file.read()).isEmpty();
        file.write(IntStream.range(1, 61).mapToObj(MembersFileTest::member).toList());
        file.write(
                List.of(member(7), member(99), member(100), member(101), member(102), member(103)));
        assertThat(file.read())
                .hasSize(MembersFile.MOST)
                .startsWith(member(7), member(99))
                .doesNotHaveDuplicates()
                .doesNotContain(member(60));
    }

    @Test
    void whatIsNoAddressIsPassedOverAndOfBytesThatAreNoTextNothingIsTaken() throws Exception {
        Path there = state.resolve("members-dunlin");
        MembersFile file = new MembersFile(state, "dunlin");
        Files.writeString(there, "nonsense\n10.0.0.7:6881\nlocalhost:5\n");
        assertThat(file.read()).containsExactly(member(7));
        Files.write(there, new byte[] {(byte) 0xff, 0, '\n', (byte) 0x80});
        assertThat(file.read()).isEmpty();
        Files.write(there, new byte[1 << 20]);
        assertThat(file.read()).isEmpty();
    }

    private static PeerAddress member(int number) {
        return PeerAddress.parse("10.0.0." + number + ":6881").orElseThrow();
    }
}
