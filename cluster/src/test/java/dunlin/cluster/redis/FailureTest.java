package dunlin.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisClusterException;
import redis.clients.jedis.exceptions.JedisClusterOperationException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

class FailureTest {
    @Test
    void anOutageIsWhenNobodyCouldAnswer() {
        assertThat(Failure.isOutage(new JedisConnectionException("refused"))).isTrue();
        assertThat(Failure.isOutage(new JedisClusterOperationException("no attempts"))).isTrue();
        assertThat(Failure.isOutage(new JedisException("No more attempts left."))).isTrue();
        assertThat(Failure.isOutage(new JedisClusterException("CLUSTERDOWN"))).isTrue();
        assertThat(Failure.isOutage(new JedisDataException("LOADING the dataset"))).isTrue();
    }

    @Test
    void anAnswerThatNobodyWantedIsNone() {
        assertThat(Failure.isOutage(new JedisDataException("WRONGTYPE"))).isFalse();
        assertThat(Failure.isOutage(new JedisDataException("TRYAGAIN"))).isFalse();
    }

    @Test
    void ownConnectionsAllInUseAreNone() {
        var exhausted = new JedisException("no resource", new NoSuchElementException("timeout"));
        assertThat(Failure.isOutage(exhausted)).isFalse();
    }

    @Test
    void tellsWhatIsAtTheBottomOfItInOneLine() {
        var last = new JedisConnectionException("retry failed", new JedisException("refused\nat"));
        var all = new JedisClusterOperationException("no attempts left");
        all.addSuppressed(last);
        assertThat(Failure.line(all)).isEqualTo("refused");
    }
}
