package dunlin.node.find;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharePageTest {
    private static final String ID = "0123456789abcdef0123456789ABCDEF01234567";

    @Test
    void theAddressOfAPageNamesTheIndexAndTheShare() {
        SharePage page = SharePage.parse("http://index:6969/share/" + ID).orElseThrow();
        assertThat(page.index()).isEqualTo(URI.create("http://index:6969"));
        assertThat(page.id().toString()).isEqualToIgnoringCase(ID);
        assertThat(page.announce()).isEqualTo(URI.create("http://index:6969/announce"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "?files=500", "#pieces", "/torrent"})
    void whatABrowserPutsBehindItIsNoMatter(String more) {
        assertThat(SharePage.parse("https://index.example/shares/share/" + ID + more))
                .hasValueSatisfying(page ->
                        assertThat(page.index())
                                .isEqualTo(URI.create("https://index.example/shares")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://index:6969/",
                "http://index:6969/share/0123",
                "http://index:6969/share/" + ID + "0",
                "http://index:6969/" + ID + ".torrent",
                "ftp://index/share/" + ID,
                "http:///share/" + ID,
                "http://a b/share/" + ID,
            })
    void anyOtherAddressIsNone(String address) {
        assertThat(SharePage.parse(address)).isEmpty();
    }
}
