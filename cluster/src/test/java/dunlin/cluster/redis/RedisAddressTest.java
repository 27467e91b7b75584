package dunlin.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.HostAndPort;

class RedisAddressTest {
    @Test
    void readsHostsUserAndPassword() {
        RedisAddress address =
                RedisAddress.parse(
                        "rediss://anna:s%40cr%3At+1@one.example:7001,[2001:db8::1]:7002,three/");
        assertThat(address.tls()).isTrue();
        assertThat(address.user()).hasValue("anna");
        assertThat(address.password()).hasValue("s@cr:t+1");
        assertThat(address.hosts())
                .containsExactly(
                        new HostAndPort("one.example", 7001),
                        new HostAndPort("2001:db8::1", 7002),
                        new HostAndPort("three", 6379));
    }

    @Test
    void readsAPasswordOfTheDefaultUser() {
        RedisAddress address = RedisAddress.parse("redis://:secret@127.0.0.1:6379");
        assertThat(address.user()).isEmpty();
        assertThat(address.password()).hasValue("secret");
        assertThat(address.tls()).isFalse();
    }

    @Test
    void showsNeitherUserNorPassword() {
        assertThat(RedisAddress.parse("redis://anna:secret@a:1,b:2"))
                .hasToString("redis://a:1,b:2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http://anna:secret@host:1",
                "redis://",
                "redis://anna:secret@",
                "redis://anna:secret@host:0",
                "redis://anna:secret@host:65536",
                "redis://anna:secret@host:x",
                "redis://anna:secret@host:1,,other:2",
                "redis://anna:secret@host:1/2",
                "redis://anna:secret@ho st:1",
                "redis://anna:secret@[host]:1",
                "redis://anna:sec%ret@host:1",
                "redis://anna:secret@host\n:1",
            })
    void refusesWhatIsNoAddressWithoutTellingThePassword(String url) {
        assertThatThrownBy(() -> RedisAddress.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .satisfies(e ->
                        assertThat(e.getMessage())
                                .doesNotContain("anna", "secret", "sec%ret", "\n"));
    }
}
