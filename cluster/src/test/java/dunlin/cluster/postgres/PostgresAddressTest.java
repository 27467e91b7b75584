package dunlin.cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresAddressTest {
    @Test
    void setsUserAndPasswordApart() {
        PostgresAddress address =
                PostgresAddress.parse(
                        "jdbc:postgresql://one:5432,two/index?user=anna&sslmode=verify-full"
                                + "&password=s%26cr%3Dt+1");
        assertThat(address.user()).hasValue("anna");
        assertThat(address.password()).hasValue("s&cr=t+1");
        assertThat(address.url())
                .isEqualTo("jdbc:postgresql://one:5432,two/index?sslmode=verify-full");
        assertThat(address).hasToString("jdbc:postgresql://one:5432,two/index");
    }

    @Test
    void needsNeitherUserNorPassword() {
        PostgresAddress address = PostgresAddress.parse("jdbc:postgresql://[2001:db8::1]/index");
        assertThat(address.url()).isEqualTo("jdbc:postgresql://[2001:db8::1]/index");
        assertThat(address.user()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "postgresql://anna:secret@host/index",
                "jdbc:postgresql://anna:secret@host/index",
                "jdbc:sqlite:secret",
                "jdbc:postgresql://host/index?user=anna&password=%secret",
                "jdbc:postgresql://ho st/secret",
            })
    void refusesWhatIsNoAddressWithoutTellingThePassword(String url) {
        assertThatThrownBy(() -> PostgresAddress.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessageNotContainingAny("anna", "secret", "\n");
    }
}
