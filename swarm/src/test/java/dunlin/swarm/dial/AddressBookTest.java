package dunlin.swarm.dial;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressBookTest {
    private static final long SECOND = 1_000_000_000;

    private final AddressBook book = new AddressBook(5, false);
    private long now = Long.MAX_VALUE - 20 * SECOND;

    private static InetSocketAddress peer(String host, int port) {
        return new InetSocketAddress(host, port);
    }

    private static InetSocketAddress peer(int n) {
        return peer("10.0." + n / 250 + "." + (n % 250 + 1), 6881);
    }

    @Test
    void dialsEachAddressOnceAtATime() {
        assertThat(book.add(peer(1), Origin.TRACKER, now)).isTrue();
        assertThat(book.add(peer(1), Origin.TRACKER, now)).isTrue();
        assertThat(book.add(peer(2), Origin.TRACKER, now)).isTrue();
        assertThat(book.dial(1, now)).containsExactly(peer(1));
        assertThat(book.dialling()).isEqualTo(1);
        assertThat(book.dial(0, now)).isEmpty();
        assertThat(book.dial(9, now)).containsExactly(peer(2));
        assertThat(book.dial(9, now)).isEmpty();
        book.connected(peer(1), now);
        book.add(peer(1), Origin.TRACKER, now);
        assertThat(book.dial(9, now)).isEmpty();
        assertThat(book.connected()).containsExactly(peer(1));
        assertThat(book.dialling()).isEqualTo(1);
    }

    @Test
    void doesNotDialOneThatDialledUs() {
        book.connected(peer(3), now);
        book.add(peer(3), Origin.TRACKER, now);
        assertThat(book.dial(9, now)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "::",
                "224.0.0.1",
                "239.1.1.1",
                "ff02::1",
                "255.255.255.255",
                "240.0.0.1",
                "127.0.0.1",
                "127.8.9.10",
                "::1",
                "::ffff:127.0.0.1"
            })
    void refusesAddressesAtWhichNoPeerOfOthersCanListen(String host) {
        assertThat(book.add(peer(host, 6881), Origin.TRACKER, now)).isFalse();
        assertThat(book.size()).isZero();
    }

    @Test
    void refusesPortZeroAndNamesThatAreNotResolved() {
        assertThat(book.add(peer("10.0.0.1", 0), Origin.PERSON, now)).isFalse();
        assertThat(
                        book.add(
                                InetSocketAddress.createUnresolved("tracker.example", 1),
                                Origin.PERSON,
                                now))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.1.2.3", "192.168.1.1", "169.254.3.4", "fe80::1", "2001:db8::1"})
    void takesAddressesOfLocalAndWideNetworks(String host) {
        assertThat(book.add(peer(host, 6881), Origin.TRACKER, now)).isTrue();
    }

    @Test
    void takesAddressesOfThisMachineFromTrustedSourcesOrWhenBoundThere() {
        assertThat(book.add(peer("127.0.0.1", 6881), Origin.PERSON, now)).isTrue();
        AddressBook local = new AddressBook(5, true);
        assertThat(local.add(peer("127.0.0.1", 6881), Origin.TRACKER, now)).isTrue();
        assertThat(local.add(peer("0.0.0.0", 6881), Origin.PERSON, now)).isFalse();
    }

    @Test
    void neverDialsWhatIsExcluded() {
        book.add(peer(1), Origin.TRACKER, now);
        book.exclude(peer(1));
        assertThat(book.add(peer(1), Origin.PERSON, now)).isFalse();
        assertThat(book.dial(9, now)).isEmpty();
    }

    @Test
    void triesAgainSoonAndThenLaterAndLater() {
        book.add(peer(1), Origin.TRACKER, now);
        long[] waits = {3, 6, 12, 24, 48, 96, 192, 384, 600, 600, 600};
        for (long wait : waits) {
            assertThat(book.dial(9, now)).containsExactly(peer(1));
            book.failed(peer(1), now);
            now += wait * SECOND - 1;
            assertThat(book.dial(9, now)).isEmpty();
            now++;
        }
        for (int i = 0; i < 100; i++) {
            book.failed(peer(1), now);
        }
        now += 600 * SECOND;
        assertThat(book.dial(9, now)).containsExactly(peer(1));
    }

    @Test
    void countsAUselessConnectionAsAFailureAndForgivesAfterAUsefulOne() {
        book.add(peer(1), Origin.TRACKER, now);
        for (int i = 0; i < 5; i++) {
            book.connected(peer(1), now);
            book.closed(peer(1), false, now);
        }
        now += 47 * SECOND;
        assertThat(book.dial(9, now)).isEmpty();
        book.connected(peer(1), now);
        book.closed(peer(1), true, now);
        now += 3 * SECOND;
        assertThat(book.dial(9, now)).containsExactly(peer(1));
    }

    @Test
    void leavesOneThatIsCompleteAsWeAreAloneForHalfAnHourThoughItBeNamed() {
        book.add(peer(1), Origin.TRACKER, now);
        book.connected(peer(1), now);
        book.complete(peer(1), now);
        now += 1_800 * SECOND - 1;
        book.add(peer(1), Origin.TRACKER, now);
        assertThat(book.dial(9, now)).isEmpty();
        now++;
        assertThat(book.dial(9, now)).containsExactly(peer(1));
    }

    @Test
    void dialsThoseThatFailedLeastAndAmongEqualsThoseThatAPersonNamed() {
        for (int i = 1; i <= 3; i++) {
            book.add(peer(i), i == 3 ? Origin.PERSON : Origin.TRACKER, now);
        }
        book.failed(peer(1), now);
        now += 10 * SECOND;
        assertThat(book.dial(9, now)).containsExactly(peer(3), peer(2), peer(1));
    }

    @Test
    void isNotWashedAwayByAFloodOfAddresses() {
        for (int i = 0; i < 5; i++) {
            book.add(peer(i), Origin.TRACKER, now);
        }
        book.dial(1, now);
        book.failed(peer(2), now);
        int taken = 0;
        for (int i = 10; i < 50_000; i++) {
            taken +=
                    book.add(peer("11.0." + i / 250 + "." + i % 250, 1), Origin.TRACKER, now)
                            ? 1
                            : 0;
        }
        assertThat(taken).as("only in place of the one that failed").isEqualTo(1);
        assertThat(book.size()).isEqualTo(5);
        assertThat(book.add(peer("12.0.0.1", 1), Origin.PERSON, now)).isTrue();
        assertThat(book.size()).isEqualTo(5);
        assertThat(book.dial(9, now))
                .contains(peer("12.0.0.1", 1), peer(3))
                .doesNotContain(peer(2));
    }

    @Test
    void dialsOneOfEachHostBeforeTheNextOfAny() {
        AddressBook book = new AddressBook(100, false);
        for (int port = 1; port <= 50; port++) {
            book.add(peer("10.0.0.66", port), Origin.TRACKER, now);
        }
        book.add(peer("10.0.0.9", 1), Origin.TRACKER, now);
        book.add(peer("10.0.0.8", 1), Origin.TRACKER, now);
        assertThat(book.dial(2, now)).contains(peer("10.0.0.9", 1)).hasSize(2);
        assertThat(book.dial(1, now)).containsExactly(peer("10.0.0.8", 1));
    }

    @Test
    void shutsOutAllOfAnIpv6NetworkWithTheThirdOfIt() {
        for (int i = 1; i <= 3; i++) {
            book.ban(List.of(peer("2001:db8::" + i, 1)));
        }
        assertThat(book.banned(peer("2001:db8::99", 4))).isTrue();
        assertThat(book.banned(peer("2001:db8:0:1::99", 4))).isFalse();
    }

    @Test
    void shutsOutAPeerAndNotItsNeighboursBehindTheSameAddress() {
        book.add(peer("10.0.0.9", 1), Origin.TRACKER, now);
        book.add(peer("10.0.0.9", 2), Origin.TRACKER, now);
        book.ban(List.of(peer("10.0.0.9", 1), peer("10.0.0.9", 54_321)));
        assertThat(book.size()).isOne();
        assertThat(book.banned(peer("10.0.0.9", 54_321))).isTrue();
        assertThat(book.banned(peer("10.0.0.9", 2))).isFalse();
        assertThat(book.add(peer("10.0.0.9", 1), Origin.PERSON, now)).isFalse();
        assertThat(book.add(peer("10.0.0.9", 3), Origin.TRACKER, now)).isTrue();
    }

    @Test
    void shutsOutTheHostOfTheThird() {
        book.add(peer("10.0.0.9", 4), Origin.TRACKER, now);
        for (int port = 1; port <= 3; port++) {
            assertThat(book.banned(peer("10.0.0.9", 4))).isFalse();
            book.ban(List.of(peer("10.0.0.9", port)));
        }
        assertThat(book.banned(peer("10.0.0.9", 4))).isTrue();
        assertThat(book.size()).isZero();
        assertThat(book.banned(peer("10.0.0.8", 4))).isFalse();
    }

    @Test
    void neverShutsOutThisMachine() {
        for (int port = 1; port <= 5; port++) {
            book.ban(List.of(peer("127.0.0.1", port)));
        }
        assertThat(book.add(peer("127.0.0.1", 1), Origin.PERSON, now)).isFalse();
        assertThat(book.add(peer("127.0.0.1", 6), Origin.PERSON, now)).isTrue();
    }

    @Test
    void remembersTheLastThousandBans() {
        for (int i = 0; i < 1_001; i++) {
            book.ban(List.of(peer(i)));
        }
        assertThat(book.banned(peer(0))).isFalse();
        assertThat(List.of(peer(1), peer(1_000))).allMatch(book::banned);
    }

    @Test
    void aPrivateShareHearsOnlyOfItsTrackersAndThePersonAndForgetsTheOthers() {
        for (Origin origin : Origin.values()) {
            book.add(peer(1 + origin.ordinal()), origin, now);
        }
        book.keepPrivate();
        assertThat(book.dial(9, now))
                .isSubsetOf(
                        peer(1 + Origin.PERSON.ordinal()),
                        peer(1 + Origin.LOCAL_TRACKER.ordinal()),
                        peer(1 + Origin.TRACKER.ordinal()),
                        peer(1 + Origin.INCOMING.ordinal()))
                .isNotEmpty();

        AddressBook later = new AddressBook(9, false);
        later.keepPrivate();
        for (Origin origin : Origin.values()) {
            assertThat(later.add(peer(9), origin, now))
                    .as(origin.name())
                    .isEqualTo(origin.servesPrivate());
            later.ban(List.of(peer(9)));
            later = new AddressBook(9, false);
            later.keepPrivate();
        }
    }

    @Test
    void aConnectionThatWeEndedOurselvesIsNoFailureAndMayBeDialledAtOnce() {
        book.add(peer(1), Origin.TRACKER, now);
        book.dial(9, now);
        book.connected(peer(1), now);
        book.released(peer(1), now);
        assertThat(book.dial(9, now)).containsExactly(peer(1));
    }
}
