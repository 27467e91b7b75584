package dunlin.swarm.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.wire.MetadataMessage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MetadataServingTest {
    private static MetadataMessage answer(byte[] info, int piece) {
        return new MetadataServing(info).answer(new MetadataMessage.Request(piece));
    }

    @Test
    void servesWholePiecesAndTheShorterLast() {
        byte[] info = new byte[20_000];
        Arrays.fill(info, 16_384, 20_000, (byte) 1);
        assertThat(answer(info, 0))
                .isInstanceOfSatisfying(
                        MetadataMessage.Data.class,
                        data -> assertThat(data.data()).isEqualTo(new byte[16_384]));
        assertThat(answer(info, 1))
                .isInstanceOfSatisfying(
                        MetadataMessage.Data.class,
                        data -> {
                            assertThat(data.totalSize()).isEqualTo(20_000);
                            assertThat(data.data()).hasSize(3_616).containsOnly(1);
                        });
    }

    @Test
    void rejectsPiecesThatDoNotExist() {
        byte[] info = new byte[16_384];
        assertThat(answer(info, 1)).isEqualTo(new MetadataMessage.Reject(1));
        assertThat(answer(info, -1)).isEqualTo(new MetadataMessage.Reject(-1));
        assertThat(answer(info, Integer.MAX_VALUE))
                .isEqualTo(new MetadataMessage.Reject(Integer.MAX_VALUE));
    }

    @Test
    void offersNothingThatOthersWouldRefuseForItsSize() {
        MetadataServing tooLarge = new MetadataServing(new byte[MetadataMessage.MAX_SIZE + 1]);
        assertThat(tooLarge.size()).isZero();
        assertThat(tooLarge.answer(new MetadataMessage.Request(0)))
                .isEqualTo(new MetadataMessage.Reject(0));
    }
}
