package dunlin.protocol.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.InfoHash;
import dunlin.protocol.InfoHashV2;
import dunlin.protocol.ProtocolException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MagnetTest {
    private static final String HEX = "c12fe1c06bba254a9dc9f519b335aa7c1367a88a";
    private static final String BASE32 = "YEX6DQDLXISUVHOJ6UM3GNNKPQJWPKEK";
    private static final String V2 =
            "caf1e1c30e81cb361b9ee167c4aa64228a7fa4fa9f6105232b28ad099f3a302e";
    private static final String V1_LINK = "magnet:?xt=urn:btih:" + HEX;

    @Test
    void readsHexadecimalAndBase32OfEitherCase() throws ProtocolException {
        for (String hash :
                List.of(
                        HEX,
                        HEX.toUpperCase(Locale.ROOT),
                        BASE32,
                        BASE32.toLowerCase(Locale.ROOT))) {
            assertThat(Magnet.parse("magnet:?xt=urn:btih:" + hash).id())
                    .isEqualTo(InfoHash.fromHex(HEX));
        }
        assertThat(Magnet.parse("MAGNET:?XT=URN:BTIH:" + HEX).id()).hasToString(HEX);
    }

    @Test
    void readsTheV2HashOfTheSpecification() throws ProtocolException {
        Magnet magnet = Magnet.parse("magnet:?xt=urn:btmh:1220" + V2 + "&dn=bittorrent-v2-test");
        assertThat(magnet.infoHashV2()).contains(InfoHashV2.fromHex(V2));
        assertThat(magnet.infoHash()).isEmpty();
        assertThat(magnet.id()).hasToString(V2.substring(0, 40));
    }

    @Test
    void readsEveryParameter() throws ProtocolException {
        Magnet magnet =
                Magnet.parse(
                        "magnet:?xt=urn:ed2k:31D6CFE0D16AE931B73C59D7E0C089C0&xt.1=urn:btih:"
                                + HEX
                                + "&xt.2=urn:btmh:1220"
                                + V2
                                + "&dn=gr%C3%BCn+und%20blau%2B&xl=12345"
                                + "&tr=http%3A%2F%2Ft.example%3A6969%2Fannounce&tr.2=udp://u.example:1"
                                + "&ws=https%3A%2F%2Fs.example%2F&x.pe=10.0.0.1:6881&x.pe=[2001:db8::1]:6882"
                                + "&x.pe=host.example:1&so=0,2-4&unknown=x&novalue");
        assertThat(magnet)
                .isEqualTo(
                        new Magnet(
                                Optional.of(InfoHash.fromHex(HEX)),
                                Optional.of(InfoHashV2.fromHex(V2)),
                                Optional.of("grün und blau+"),
                                OptionalLong.of(12345),
                                List.of("http://t.example:6969/announce", "udp://u.example:1"),
                                List.of("10.0.0.1:6881", "[2001:db8::1]:6882", "host.example:1"),
                                List.of("https://s.example/"),
                                List.of(new Magnet.Range(0, 0), new Magnet.Range(2, 4))));
        assertThat(Magnet.parse(magnet.toString())).isEqualTo(magnet);
    }

    @Test
    void writesTheLink() throws ProtocolException {
        Magnet magnet = Magnet.parse(V1_LINK + "&dn=a%26b%3D&tr=http://t.example/a?b&so=1,3-5");
        assertThat(magnet)
                .hasToString(V1_LINK + "&dn=a%26b%3D&tr=http:%2F%2Ft.example%2Fa%3Fb&so=1,3-5");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "magnet:",
                "http://example.com/",
                "magnet:?",
                "magnet:?dn=x",
                "magnet:?xt=urn:btih:",
                "magnet:?xt=urn:btih:zz",
                "magnet:?xt=urn:sha1:" + BASE32,
                "magnet:?xt=urn:btih:" + HEX + "0",
                "magnet:?xt=urn:btih:0" + BASE32,
                "magnet:?xt=urn:btih:YEX6DQDLXISUVHOJ6UM3GNNKPQJWPKE1",
                "magnet:?xt=urn:btmh:1220caf1",
                "magnet:?xt=urn:btmh:1114" + HEX
            })
    void refusesALinkThatNamesNoShare(String link) {
        assertThatThrownBy(() -> Magnet.parse(link)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void refusesALinkOfTwoShares() {
        String other = "&xt=urn:btih:" + "0".repeat(40);
        assertThatThrownBy(() -> Magnet.parse(V1_LINK + other)).hasMessageContaining("two shares");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "xl=-1",
                "xl=x",
                "xl=9999999999999999999",
                "xl=12.5MB",
                "dn=",
                "x.pe=%",
                "tr=http://%",
                "so=x",
                "so=-1",
                "so=2-1",
                "so=1-",
                "so=99999999999",
                "so=1,,2"
            })
    void passesOverAParameterThatIsBroken(String parameter) throws ProtocolException {
        for (String and : List.of("&", "&amp;")) {
            String link = V1_LINK + and + parameter + and + "dn=a";
            assertThat(Magnet.parse(link)).isEqualTo(Magnet.parse(V1_LINK + "&dn=a"));
        }
    }

    @Test
    void takesAPercentThatBeginsNoCodeForWhatItIs() throws ProtocolException {
        assertThat(Magnet.parse(V1_LINK + "&dn=100%").name()).contains("100%");
        assertThat(Magnet.parse(V1_LINK + "&dn=100%%20%zz").name()).contains("100% %zz");
    }

    @Test
    void takesBlanksAroundItForNothing() throws ProtocolException {
        assertThat(Magnet.parse("\n " + V1_LINK + "\r\n")).isEqualTo(Magnet.parse(V1_LINK));
        assertThat(Magnet.isOne(" MAGNET:?x ")).isTrue();
        assertThat(Magnet.isOne("http://magnet:1/")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x.pe=10.0.0.1:0",
                "x.pe=10.0.0.1:65536",
                "x.pe=10.0.0.1",
                "x.pe=:6881",
                "x.pe=a%20b:1",
                "x.pe=a/b:1",
                "tr=file:///etc/passwd",
                "tr=",
                "tr=nonsense",
                "ws=udp://s.example/",
                "ws=file:///etc"
            })
    void leavesOutAnAddressThatIsNone(String parameter) throws ProtocolException {
        assertThat(Magnet.parse(V1_LINK + "&" + parameter)).isEqualTo(Magnet.parse(V1_LINK));
    }

    @Test
    void boundsEverythingThatAStrangerCanRepeat() throws ProtocolException {
        StringBuilder link = new StringBuilder(V1_LINK);
        for (int i = 1; i <= 600; i++) {
            link.append("&x.pe=10.0.0.1:").append(i).append("&tr=udp://t").append(i).append(":1");
        }
        Magnet magnet = Magnet.parse(link.toString());
        assertThat(magnet.peers()).hasSize(256);
        assertThat(magnet.trackers()).hasSize(256);
        assertThat(Magnet.parse(V1_LINK + "&so=" + "1,".repeat(10_001) + "1").selected()).isEmpty();
        assertThatThrownBy(() -> Magnet.parse(V1_LINK + "&dn=" + "x".repeat(70_000)))
                .hasMessageContaining("a magnet link of 700");
    }

    @Test
    void showsWhatItRefusesWithoutItsPower() {
        assertThatThrownBy(() -> Magnet.parse("\u001b[2J"))
                .hasMessage("not a magnet link: \\u001b[2J");
    }

    @Test
    void cannotBeMadeWithoutAHash() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new Magnet(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                OptionalLong.empty(),
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of()));
    }
}
