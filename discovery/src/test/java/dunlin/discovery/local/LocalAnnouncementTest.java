package dunlin.discovery.local;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.InfoHash;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalAnnouncementTest {
    private static final String GROUP = "239.192.152.143:6771";
    private static final InfoHash SHARE = InfoHash.parse("c".repeat(40)).orElseThrow();
    private static final InfoHash OTHER = InfoHash.parse("d".repeat(40)).orElseThrow();

    private static Optional<LocalAnnouncement> parse(String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        return LocalAnnouncement.parse(bytes, bytes.length);
    }

    @Test
    void isWrittenAsTheSpecificationHasItAndReadBack() {
        var announcement =
                new LocalAnnouncement(6881, List.of(SHARE, OTHER), Optional.of("mine"), false);
        byte[] packet = announcement.toBytes(GROUP);

        assertThat(new String(packet, ISO_8859_1))
                .isEqualTo(
                        "BT-SEARCH * HTTP/1.1\r\nHost: 239.192.152.143:6771\r\nPort: 6881\r\n"
                                + "Infohash: "
                                + SHARE
                                + "\r\nInfohash: "
                                + OTHER
                                + "\r\ncookie: mine\r\n\r\n\r\n");
        assertThat(LocalAnnouncement.parse(packet, packet.length)).contains(announcement);
    }

    @Test
    void anAnswerIsKnownAsOne() {
        byte[] packet =
                new LocalAnnouncement(6881, List.of(SHARE), Optional.empty(), true).toBytes(GROUP);
        assertThat(LocalAnnouncement.parse(packet, packet.length).orElseThrow().isAnswer())
                .isTrue();
    }

    @Test
    void aFullOneFitsIntoAPacketThatNoNetworkCuts() {
        var full =
                new LocalAnnouncement(
                        65535,
                        Collections.nCopies(LocalAnnouncement.MOST_SHARES, SHARE),
                        Optional.of("0123456789abcdef"),
                        true);
        assertThat(full.toBytes("[ff15::efc0:988f]:6771")).hasSizeLessThanOrEqualTo(1_400);
    }

    @Test
    void isReadWithPatience() {
        assertThat(
                        parse(
                                "bt-search * http/1.1\nPORT:6881\nX-Other: y\ninfohash: nonsense\n"
                                        + "INFOHASH: "
                                        + SHARE.toString().toUpperCase(java.util.Locale.ROOT)
                                        + "\ncookie: "
                                        + "x".repeat(500)))
                .contains(new LocalAnnouncement(6881, List.of(SHARE), Optional.empty(), false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n\r\n",
                "GET / HTTP/1.1\r\nPort: 6881\r\nInfohash: cccccccccccccccccccccccccccccccccccccccc",
                "BT-SEARCH * HTTP/1.1\r\nInfohash: cccccccccccccccccccccccccccccccccccccccc",
                "BT-SEARCH * HTTP/1.1\r\nPort: 0\r\nInfohash: cccccccccccccccccccccccccccccccccccccccc",
                "BT-SEARCH * HTTP/1.1\r\nPort: 99999999999\r\nInfohash: cccccccccccccccccccccccccccccccccccccccc",
                "BT-SEARCH * HTTP/1.1\r\nPort: 6881\r\n\r\n"
            })
    void whatNamesNoPeerOrNoShareIsNone(String text) {
        assertThat(parse(text)).isEmpty();
    }

    @Test
    void hearsABoundedNumberOfShares() {
        String many = ("Infohash: " + SHARE + "\r\n").repeat(1_000);
        assertThat(parse("BT-SEARCH * HTTP/1.1\r\nPort: 1\r\n" + many).orElseThrow().shares())
                .hasSize(30);
    }

    @Test
    void anyPacketIsReadOrPassedOver() {
        Random random = new Random(7);
        byte[] whole =
                new LocalAnnouncement(6881, List.of(SHARE), Optional.of("c"), true).toBytes(GROUP);
        for (int i = 0; i < 20_000; i++) {
            byte[] broken = whole.clone();
            for (int k = random.nextInt(4); k >= 0; k--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            }
            LocalAnnouncement.parse(broken, random.nextInt(broken.length + 1));
        }
    }
}
