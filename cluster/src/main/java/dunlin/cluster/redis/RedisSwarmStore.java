package dunlin.cluster.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import dunlin.tracker.store.AnnouncedPeer;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.TrackerRejection;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Swarms on a Redis or Valkey Cluster, or on a single Redis, shared by any number of trackers. An
 * announce is one script at the node that holds its swarm, so one step and one round trip.
 *
 * <p>The server itself forgets: a swarm without announces expires as a whole, and an announce takes
 * the silent out of its swarm; {@link #expire} only tells of it. Of the peers that fall silent it
 * tells those in swarms that this tracker heard announces for; a peer in a swarm that only a
 * tracker knew which is gone, or that is beyond the bounds of {@link SilenceWatch}, vanishes
 * untold.
 *
 * <p>How much is held is the server's {@code maxmemory}: when it is reached new peers are refused
 * with {@link TrackerRejection.Reason#FULL}, and those it has are answered. Redis copies to its
 * replicas with a delay, so a failing node takes the last announces with it: the peers announce
 * themselves again.
 */
public final class RedisSwarmStore implements SwarmStore {
    /** For how long after its last peer fell silent a swarm stays, for somebody to tell of it. */
    private static final Duration GRACE = Duration.ofMinutes(2);

    private static final int SWARMS_EXPIRED_AT_ONCE = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(RedisSwarmStore.class);

    private static final byte[] SECRET_KEY = "dunlin:secret".getBytes(US_ASCII);

    private final Redis redis;
    private final byte[] secret;
    private final Duration silence;
    private final SilenceWatch watch = new SilenceWatch();
    private final TotalsEstimate totals;

    /** The latest second before which whoever was last heard is silent. */
    private final AtomicLong silentSince = new AtomicLong();

    private RedisSwarmStore(Redis redis, Duration silence, byte[] secret) {
        this.redis = redis;
        this.secret = secret;
        this.silence = silence;
        this.totals = new TotalsEstimate(redis);
    }

    /**
     * Connects to the server.
     *
     * @param url {@code redis://[user:password@]host:port[,host:port...]}, or {@code rediss} for
     *     TLS; of a Cluster any of its nodes
     * @param silence how long after its last announce a peer counts as gone
     * @throws IOException if the URL is wrong or no server answers; the message is one line for a
     *     person, without user and password
     */
    public static RedisSwarmStore open(String url, Duration silence) throws IOException {
        return open(url, silence, Optional.empty());
    }

    static RedisSwarmStore open(String url, Duration silence, Optional<SSLSocketFactory> trust)
            throws IOException {
        RedisAddress address;
        try {
            address = RedisAddress.parse(url);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
        Redis redis = RedisConnector.connect(address, trust);
        return new RedisSwarmStore(redis, silence, secret(redis, address));
    }

    private static byte[] secret(Redis redis, RedisAddress address) {
        byte[] own = new byte[SECRET_LENGTH];
        new SecureRandom().nextBytes(own);
        try {
            byte[] agreed = redis.agreed(SECRET_KEY, own);
            if (agreed.length == SECRET_LENGTH) {
                return agreed;
            }
            LOG.warn("{} has no secret of a tracker under its key", address);
        } catch (JedisException e) {
            LOG.warn("no common secret from {}: {}", address, Failure.line(e));
        }
        return own;
    }

    @Override
    public Outcome announce(Announce announce, PeerSink chosen) throws TrackerRejection {
        long cut = announce.now() - silence.toSeconds();
        noteSilentSince(cut);
        List<byte[]> arguments =
                List.of(
                        PackedPeer.pack(announce.address()),
                        number(code(announce.role())),
                        announce.event().name().getBytes(US_ASCII),
                        announce.name().orElse("").getBytes(UTF_8),
                        number(announce.wantIpv4()),
                        number(announce.wantIpv6()),
                        number(subnetBytes(announce)),
                        number(announce.now()),
                        number(cut),
                        number(silence.plus(GRACE).toSeconds()),
                        number(ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE)),
                        number(LATE_SECONDS));
        SwarmKeys keys = SwarmKeys.of(announce.infoHash());
        Answer answer = new Answer(redis.run(Script.ANNOUNCE, keys, arguments));
        Change change = Change.valueOf(answer.text(0));
        Outcome outcome = new Outcome(change, answer.integer(1), answer.integer(2));
        watch.met(gone(announce.infoHash(), answer, 5, outcome.complete(), outcome.incomplete()));
        if (change != Change.LEFT) {
            watch.announced(announce.infoHash(), announce.now());
        }
        PackedPeer.tellIpv4(answer.bytes(3), chosen);
        PackedPeer.tellIpv6(answer.bytes(4), chosen);
        return outcome;
    }

    /** How the scripts number roles; they stand in the server's memory, so they must not change. */
    private static int code(Role role) {
        return switch (role) {
            case SEEDER -> 0;
            case PARTIAL_SEED -> 1;
            case LEECHER -> 2;
        };
    }

    private static Role role(char code) {
        return switch (code) {
            case '0' -> Role.SEEDER;
            case '1' -> Role.PARTIAL_SEED;
            default -> Role.LEECHER;
        };
    }

    private static int subnetBytes(Announce announce) {
        if (!announce.preferLocal()) {
            return 0;
        }
        return announce.address().isIpv4() ? 3 : 8;
    }

    private static byte[] number(long number) {
        return Long.toString(number).getBytes(US_ASCII);
    }

    private void noteSilentSince(long second) {
        if (silentSince.get() < second) {
            silentSince.accumulateAndGet(second, Math::max);
        }
    }

    private List<byte[]> silentSinceNow() {
        return List.of(number(silentSince.get()));
    }

    @Override
    public Map<InfoHash, Counts> scrape(Collection<InfoHash> infoHashes) throws TrackerRejection {
        List<InfoHash> list = List.copyOf(infoHashes);
        List<SwarmKeys> keys = list.stream().map(SwarmKeys::of).toList();
        List<Object> answers = redis.runAll(Script.COUNTS, keys, silentSinceNow());
        Map<InfoHash, Counts> counts = new HashMap<>();
        for (int i = 0; i < list.size(); i++) {
            Answer answer = new Answer(answers.get(i));
            counts.put(
                    list.get(i),
                    new Counts(
                            answer.integer(0),
                            answer.integer(1),
                            answer.integer(2),
                            answer.integer(3)));
        }
        return counts;
    }

    @Override
    public List<AnnouncedPeer> peers(InfoHash infoHash, int limit) throws TrackerRejection {
        List<byte[]> arguments = List.of(number(silentSince.get()), number(limit));
        Answer answer = new Answer(redis.run(Script.PEERS, SwarmKeys.of(infoHash), arguments));
        List<AnnouncedPeer> peers = new ArrayList<>();
        for (int i = 0; i + 2 < answer.size(); i += 3) {
            peers.add(peer(answer.bytes(i), answer.integer(i + 1), answer.text(i + 2)));
        }
        return peers;
    }

    /**
     * @param role as the set says in which it stands
     * @param info {@code role since name}, or nothing if the server evicted it
     */
    private static AnnouncedPeer peer(byte[] address, int role, String info) {
        int blank = info.indexOf(' ');
        Instant since =
                blank < 0
                        ? Instant.EPOCH
                        : Instant.ofEpochSecond(Long.parseLong(info, 1, blank, 10));
        Optional<String> name =
                Optional.of(info.substring(blank + 1)).filter(text -> !text.isEmpty());
        return new AnnouncedPeer(
                PackedPeer.unpack(address), name, role((char) ('0' + role)), since);
    }

    @Override
    public Totals totals() throws TrackerRejection {
        return totals.get();
    }

    @Override
    public void expire(Instant silentSince, Consumer<Gone> told) throws TrackerRejection {
        long cut = silentSince.getEpochSecond();
        noteSilentSince(cut);
        watch.tell(told);
        List<InfoHash> due = watch.takeDue(cut, SWARMS_EXPIRED_AT_ONCE);
        for (int i = 0; i < due.size(); i++) {
            try {
                expire(due.get(i), cut, told);
            } catch (TrackerRejection e) {
                due.subList(i, due.size()).forEach(infoHash -> watch.watch(infoHash, cut - 1));
                throw e;
            }
        }
    }

    private void expire(InfoHash infoHash, long cut, Consumer<Gone> told) throws TrackerRejection {
        SwarmKeys keys = SwarmKeys.of(infoHash);
        boolean more = true;
        while (more) {
            Answer answer = new Answer(redis.run(Script.EXPIRE, keys, List.of(number(cut))));
            gone(infoHash, answer, 4, answer.integer(0), answer.integer(1)).forEach(told);
            more = answer.integer(2) == 1;
            if (!more && !answer.text(3).isEmpty()) {
                watch.watch(infoHash, Long.parseLong(answer.text(3)));
            }
        }
    }

    private static List<Gone> gone(
            InfoHash infoHash, Answer answer, int from, int complete, int incomplete) {
        List<Gone> gone = new ArrayList<>();
        for (int i = from; i + 1 < answer.size(); i += 2) {
            PeerAddress address = PackedPeer.unpack(answer.bytes(i));
            Optional<String> name = Optional.of(answer.text(i + 1)).filter(text -> !text.isEmpty());
            gone.add(new Gone(infoHash, address, name, complete, incomplete));
        }
        return gone;
    }

    @Override
    public boolean isRemote() {
        return true;
    }

    @Override
    public Optional<byte[]> sharedSecret() {
        return Optional.of(secret.clone());
    }

    @Override
    public void close() {
        redis.close();
    }
}
