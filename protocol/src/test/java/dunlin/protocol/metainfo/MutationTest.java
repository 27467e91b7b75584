package dunlin.protocol.metainfo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dunlin.protocol.ProtocolException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Broken copies of real input: each is read or refused, never anything else. The same every run.
 */
class MutationTest {
    private static final int ROUNDS = 1_500;
    private static final byte[] TELLING = "0123456789-:ilde./\\\0".getBytes(US_ASCII);

    private static byte[] mutate(byte[] original, Random random) {
        byte[] copy = original.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(copy.length);
            switch (random.nextInt(5)) {
                case 0 -> copy[at] = (byte) random.nextInt(256);
                case 1 -> copy[at] = TELLING[random.nextInt(TELLING.length)];
                case 2 -> copy[at] ^= (byte) (1 << random.nextInt(8));
                case 3 -> copy = Arrays.copyOf(copy, Math.max(1, at));
                default -> {
                    int length = Math.min(random.nextInt(1, 20), copy.length - at);
                    System.arraycopy(
                            copy, at, copy, random.nextInt(copy.length - length + 1), length);
                }
            }
        }
        return copy;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "libtorrent-v1-folder",
                "libtorrent-hybrid-folder",
                "libtorrent-v2-folder",
                "mktorrent-folder"
            })
    void aBrokenTorrentIsReadOrRefused(String name) throws Exception {
        byte[] original = RealTorrentsTest.bytes(name);
        Random random = new Random(name.hashCode());
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] torrent = mutate(original, random);
            try {
                Metainfo metainfo = Metainfo.parse(torrent);
                assertThat(Metainfo.parse(metainfo.encode()).info()).isEqualTo(metainfo.info());
            } catch (ProtocolException expected) {
                assertThat(expected.getMessage()).isNotBlank().doesNotContain("\n", "\0", "\033");
                refused++;
            } catch (RuntimeException e) {
                fail("round " + round + " of " + name, e);
            }
        }
        assertThat(refused).isBetween(ROUNDS / 4, ROUNDS - 1);
    }

    @Test
    void aBrokenMagnetLinkIsReadOrRefused() {
        byte[] original =
                ("magnet:?xt=urn:btih:c12fe1c06bba254a9dc9f519b335aa7c1367a88a&dn=gr%C3%BCn&xl=5"
                                + "&tr=http%3A%2F%2Ft.example%2Fa&x.pe=[::1]:1&so=0,2-4")
                        .getBytes(US_ASCII);
        Random random = new Random(1);
        for (int round = 0; round < ROUNDS; round++) {
            String link = new String(mutate(original, random), UTF_8);
            try {
                Magnet magnet = Magnet.parse(link);
                assertThat(Magnet.parse(magnet.toString()).id()).isEqualTo(magnet.id());
            } catch (ProtocolException expected) {
                assertThat(expected.getMessage()).isNotBlank();
            } catch (RuntimeException e) {
                fail("round " + round + ": " + link, e);
            }
        }
    }
}
