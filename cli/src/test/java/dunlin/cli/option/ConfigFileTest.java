package dunlin.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.cli.exit.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {
    @Test
    void readsStringsNumbersTruthAndArrays() throws Failure {
        assertThat(
                        ConfigFile.parse(
                                "config.toml",
                                """
                                # where the team's index is
                                tracker = ["http://a:1", 'http://b:2',] # two of them
                                name = "the # one"
                                port = 16_881
                                no_dht = true

                                """))
                .containsEntry("tracker", "http://a:1,http://b:2")
                .containsEntry("name", "the # one")
                .containsEntry("port", "16881")
                .containsEntry("no-dht", "true")
                .hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "port",
                "port =",
                "[section]",
                "name = unquoted",
                "name = \"a\" \"b\"",
                "tracker = [\"a\"",
                "name = \"a\\nb\"",
                "port = 1.5"
            })
    void namesTheLineThatItDoesNotUnderstand(String line) {
        assertThatThrownBy(() -> ConfigFile.parse("config.toml", "up = \"1M\"\n" + line))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("line 2 of config.toml");
    }

    @Test
    void passesOverTheMarkOfTheByteOrder() throws Failure {
        assertThat(ConfigFile.parse("config.toml", "\uFEFFport = 1")).containsEntry("port", "1");
    }

    @Test
    void refusesAnOptionThatStandsTwice() {
        assertThatThrownBy(() -> ConfigFile.parse("config.toml", "port = 1\nport = 2"))
                .hasMessageContaining("'port' stands twice");
    }
}
