package dunlin.tracker.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.catalogue.Note;
import dunlin.web.HttpRefusal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoteReaderTest {
    private static Note read(String json) throws HttpRefusal {
        return NoteReader.inJson(json.replace('\'', '"').getBytes(UTF_8));
    }

    @Test
    void readsADescriptionOfSeveralLinesAndTagsInLowerCase() throws HttpRefusal {
        assertThat(read("{'description':' a\\r\\n\\tb ','tags':['Film',' film ','ÜBER'],'x':1}"))
                .isEqualTo(new Note("a\n\tb", List.of("film", "über")));
        assertThat(read("{'description':'','tags':[]}")).isEqualTo(Note.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{'description':'a'}",
                "{'tags':[]}",
                "{'description':1,'tags':[]}",
                "{'description':'a','tags':'b'}",
                "{'description':'a','tags':[1]}",
                "{'description':'a','tags':['']}",
                "{'description':'a','tags':[' ']}",
                "{'description':'a','tags':['a\\u0007b']}",
                "{'description':'a','tags':['a\\nb']}",
                "{'description':'a\\u001b[2J','tags':[]}",
            })
    void refusesWhatIsNoNote(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOfSatisfying(
                        HttpRefusal.class, e -> assertThat(e.status()).isEqualTo(400));
    }

    @Test
    void refusesTooMuch() {
        String many = "'a1','a2','a3','a4','a5','a6','a7','a8','a9','b1','b2','b3','b4','b5','b6'";
        for (String json :
                List.of(
                        "{'description':'" + "x".repeat(2_001) + "','tags':[]}",
                        "{'description':'','tags':['" + "x".repeat(33) + "']}",
                        "{'description':'','tags':[" + many + ",'c','d']}",
                        "[".repeat(30_000))) {
            assertThatThrownBy(() -> read(json)).isInstanceOf(HttpRefusal.class);
        }
    }
}
