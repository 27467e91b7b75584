package dunlin.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.metainfo.FileEntry;
import dunlin.storage.Layout.Span;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutTest {
    private static Layout folder(String... files) {
        List<FileEntry> entries = new ArrayList<>();
        long offset = 0;
        for (String file : files) {
            int colon = file.lastIndexOf(':');
            long length = Long.parseLong(file.substring(colon + 1));
            List<String> path = List.of(file.substring(0, colon).split("/", -1));
            entries.add(new FileEntry(path, offset, length, false, false));
            offset += length;
        }
        return Layout.of("share", false, entries);
    }

    private static List<String> spans(Layout layout, long position, int length) {
        return layout.spans(position, length).stream()
                .map(s -> s.file().path().getLast() + "@" + s.offset() + "+" + s.length())
                .toList();
    }

    private static List<String> partNames(Layout layout) {
        return layout.files().stream().map(Layout.StoredFile::partName).toList();
    }

    @Test
    void findsTheSpansOfARangeAcrossFiles() {
        Layout layout = folder("a:10", "b:5", "c:20");

        assertThat(spans(layout, 0, 10)).containsExactly("a@0+10");
        assertThat(spans(layout, 9, 7)).containsExactly("a@9+1", "b@0+5", "c@0+1");
        assertThat(spans(layout, 10, 5)).containsExactly("b@0+5");
        assertThat(spans(layout, 34, 1)).containsExactly("c@19+1");
    }

    @Test
    void passesOverEmptyFilesWhereverTheyStand() {
        Layout layout = folder("e1:0", "e2:0", "a:3", "e3:0", "e4:0", "b:3", "e5:0");

        assertThat(spans(layout, 0, 6)).containsExactly("a@0+3", "b@0+3");
        assertThat(spans(layout, 3, 1)).containsExactly("b@0+1");
    }

    @Test
    void countsBeyondFourGibibytes() {
        Layout layout = folder("a:1", "huge:6000000000", "z:10");

        assertThat(spans(layout, 5_000_000_001L, 100)).containsExactly("huge@5000000000+100");
        assertThat(spans(layout, 6_000_000_000L, 11))
                .containsExactly("huge@5999999999+1", "z@0+10");
        assertThat(layout.size()).isEqualTo(6_000_000_011L);
    }

    @Test
    void findsEveryByteOfThousandsOfFiles() {
        String[] files = new String[5000];
        for (int i = 0; i < files.length; i++) {
            files[i] = "f" + i + ":" + i % 3;
        }
        Layout layout = folder(files);

        for (int at = 0; at < layout.size(); at++) {
            Span span = layout.spans(at, 1).getFirst();
            assertThat(span.file().offset() + span.offset()).isEqualTo(at);
            assertThat(span.offset()).isBetween(0L, span.file().length() - 1);
        }
    }

    @Test
    void refusesARangeOutsideTheShare() {
        Layout layout = folder("a:10");

        assertThatThrownBy(() -> layout.spans(10, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> layout.spans(-1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> layout.spans(Long.MAX_VALUE, 2))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "", "a/../../b", "nul\0"})
    void refusesANameThatCouldLeadElsewhere(String name) {
        assertThatThrownBy(() -> folder(name + ":1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        Layout.of(
                                name,
                                true,
                                List.of(new FileEntry(List.of("x"), 0, 1, false, false))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesAnUnfinishedFileLikeNoOtherOfTheShare() {
        assertThat(partNames(folder("x:1", "y:1"))).containsExactly("x.part", "y.part");
        assertThat(partNames(folder("x:1", "x.part:1", "x.part.part:1")))
                .doesNotHaveDuplicates()
                .doesNotContain("x.part", "x.part.part");
        assertThat(partNames(folder("x:1", "X.PART:1"))).first().isNotEqualTo("x.part");
        assertThat(partNames(folder("x:1", "x.part/inside:1"))).first().isNotEqualTo("x.part");
    }

    @Test
    void shortensThePartNameOfAFileWhoseNameIsAlreadyTheLongest() {
        String long1 = "é".repeat(125) + "12345";
        String long2 = "é".repeat(125) + "12346";

        List<String> parts = partNames(folder(long1 + ":1", long2 + ":1"));

        assertThat(parts)
                .doesNotHaveDuplicates()
                .allSatisfy(p -> assertThat(p.getBytes(UTF_8).length).isLessThanOrEqualTo(255))
                .allSatisfy(p -> assertThat(p).endsWith(".part"));
    }
}
