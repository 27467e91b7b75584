package dunlin.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.ProtocolException;
import org.junit.jupiter.api.Test;

class TalkTest {
    private static final long SECOND = 1_000_000_000;
    private static final long BLOCK = 16 * 1024;
    private final Talk talk = new Talk(0);

    @Test
    void aFloodOfMessagesEnds() throws ProtocolException {
        for (int i = 0; i < 20_000; i++) {
            talk.hear(1, SECOND / 1000, 0);
        }
        assertThatThrownBy(() -> talk.hear(1, SECOND / 1000, 0))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("talks on and on");
    }

    @Test
    void severalHundredASecondMayGoOnForEver() {
        assertThatCode(
                        () -> {
                            for (long i = 0; i < 1_000_000; i++) {
                                talk.hear(1, i * SECOND / 499, 0);
                            }
                        })
                .doesNotThrowAnyException();
    }

    @Test
    void aFastTransferMayAskForEachBlockAndTakeItBack() {
        assertThatCode(
                        () -> {
                            for (long i = 0; i < 1_000_000; i++) {
                                talk.hear(4, SECOND / 1000, i * BLOCK);
                            }
                        })
                .doesNotThrowAnyException();
    }

    @Test
    void silenceAndBlocksOfThePastSaveUpNoMoreThanAtFirst() throws ProtocolException {
        talk.hear(20_000, 0, 0);
        talk.hear(1, 10_000 * SECOND, 1L << 40);
        int more = 0;
        try {
            while (true) {
                talk.hear(1, 10_000 * SECOND, 1L << 40);
                more++;
            }
        } catch (ProtocolException _) {
            assertThat(more).isEqualTo(20_000);
        }
    }
}
