package dunlin.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void alignsByColumnsOfTheTerminalAndNotByCharacters() {
        Table table = new Table(List.of("NAME", ">SIZE"));
        table.row("鳥の写真", "5 B");
        table.row("cafe\u0301", "12 B");
        table.row("plain", "1 B");
        assertThat(table.lines(80))
                .containsExactly(
                        "NAME      SIZE", //
                        "鳥の写真   5 B",
                        "cafe\u0301      12 B",
                        "plain      1 B");
    }

    @Test
    void cutsTheWidestColumnWhereTheTerminalIsNarrow() {
        Table table = new Table(List.of());
        table.row("a very long name of a file", "12 MiB");
        List<String> lines = table.lines(20);
        assertThat(lines).containsExactly("a very long…  12 MiB");
        assertThat(DisplayWidth.of(lines.getFirst())).isEqualTo(20);
    }

    @Test
    void neverCutsAWideCharacterInTwo() {
        assertThat(DisplayWidth.fit("鳥鳥鳥", 4)).isEqualTo("鳥… ");
        assertThat(DisplayWidth.cut("abc", 0)).isEmpty();
    }

    @Test
    void oneEndlessCellMakesNoOtherLineLong() {
        Table table = new Table(List.of()).row("x".repeat(1 << 20), "a").row("b", "c");
        List<String> lines = table.lines(Integer.MAX_VALUE);
        assertThat(lines.getFirst()).hasSizeLessThan(4_010);
        assertThat(lines.getLast()).hasSizeLessThan(200);
    }
}
