package dunlin.cluster.redis;

import dunlin.cluster.RedisServers;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.SwarmStoreContract;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisClusterSwarmStoreTest extends SwarmStoreContract {
    private static RedisServers redis;

    @BeforeAll
    static void startRedis() throws Exception {
        redis = RedisServers.cluster(3, 0);
    }

    @AfterAll
    static void stopRedis() {
        if (redis != null) {
            redis.close();
        }
    }

    @Override
    protected SwarmStore open() throws Exception {
        SwarmStore store = RedisSwarmStore.open(redis.url(), Duration.ofHours(1));
        redis.clear(); // of the secret too, which the store knows by now
        return store;
    }
}
