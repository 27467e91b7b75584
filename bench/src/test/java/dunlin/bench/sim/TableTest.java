package dunlin.bench.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void figuresStandBelowEachOther() {
        Table table = new Table("Ways", "way", "messages");
        table.row("flood", "62,600");
        table.row("a walk", "7");
        assertThat(table.text())
                .isEqualTo("\nWays\n  way     messages\n  flood     62,600\n  a walk         7\n");
        assertThat(table.json())
                .startsWith("{\"table\":\"Ways\",\"way\":\"flood\",\"messages\":\"62,600\"}\n");
    }
}
