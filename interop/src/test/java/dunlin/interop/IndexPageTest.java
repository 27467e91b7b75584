package dunlin.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dunlin.interop.Dunlin.Index;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The index's pages in a real browser. */
class IndexPageTest extends LabTest {
    private static final String HOSTILE = "<img src=x onerror=alert(1)>\"'.txt";

    private Index indexOf(String... names) throws Exception {
        Index index = dunlin().tracker();
        for (String name : names) {
            Path file = Files.writeString(lab.folder("content").resolve(name), name);
            dunlin().share(file, "--tracker", index.url());
        }
        return index;
    }

    @Test
    void findsWhileOneTypes() throws Exception {
        Index index = indexOf("Fotos aus Zürich.zip", "linux.iso");
        Browser browser = Browser.open(lab, true);
        browser.go(index.url());
        assertThat(browser.text(".shares")).get().asString().contains("linux.iso");

        browser.type("input[name=q]", "zuri*");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(browser.text(".shares"))
                                .get()
                                .asString()
                                .contains("Fotos aus Zürich.zip")
                                .doesNotContain("linux.iso"));
        assertThat(browser.address()).endsWith("/search?q=zuri*");
    }

    @Test
    void canBeReadWithoutScripts() throws Exception {
        Index index = indexOf("Fotos aus Zürich.zip", "linux.iso");
        Browser browser = Browser.open(lab, false);
        browser.go(index.url());
        browser.type("input[name=q]", "zurich");
        browser.click("form button");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(browser.text(".shares")).get().asString().contains("Fotos aus"));
        browser.click(".shares td a");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(browser.text("h1")).hasValue("Fotos aus Zürich.zip"));
    }

    @Test
    void runsNothingThatANameSmugglesIn() throws Exception {
        Index index = indexOf(HOSTILE);
        Browser browser = Browser.open(lab, true);
        browser.go(index.url());
        assertThat(browser.text(".shares td a")).hasValue(HOSTILE);
        browser.click(".shares td a");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(browser.text("h1")).hasValue(HOSTILE));
        assertThat(browser.showsAnAlert()).isFalse();
        assertThat(browser.title()).startsWith(HOSTILE);
    }
}
