package dunlin.discovery.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.discovery.tracker.TierSchedule.Announcement;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.AnnounceResponse;
import dunlin.protocol.announce.AnnounceResponse.Peers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TierScheduleTest {
    private static final long SECOND = 1_000_000_000L;

    /** So near to the end of a long that adding to it wraps, as {@code nanoTime} may. */
    private long now = Long.MAX_VALUE - 40 * SECOND;

    private TierSchedule tier(String... names) {
        List<TrackerUrl> urls = new ArrayList<>();
        for (String name : names) {
            try {
                urls.add(TrackerUrl.parse("http://" + name + "/announce"));
            } catch (ProtocolException e) {
                throw new IllegalArgumentException(e);
            }
        }
        return new TierSchedule(urls, now);
    }

    private static Peers answer(int interval, int minInterval) {
        return new Peers(
                interval,
                minInterval < 0 ? OptionalInt.empty() : OptionalInt.of(minInterval),
                OptionalInt.empty(),
                OptionalInt.empty(),
                List.of(),
                Optional.empty(),
                Optional.of("id"),
                Optional.empty(),
                false);
    }

    private Announcement answered(TierSchedule tier, boolean complete) {
        Announcement announcement = tier.next(complete);
        tier.answered(announcement, answer(1800, 60), false, now);
        return announcement;
    }

    private String failed(TierSchedule tier) {
        Announcement announcement = tier.next(false);
        tier.failed(announcement, Optional.empty(), now);
        return announcement.tracker().url().host();
    }

    private long dueIn(TierSchedule tier) {
        return (tier.due().orElseThrow() - now) / SECOND;
    }

    @Test
    void saysStartedOnceAndThenNothing() {
        TierSchedule tier = tier("a");
        assertThat(dueIn(tier)).isZero();
        assertThat(answered(tier, false).event()).isEqualTo(Event.STARTED);
        assertThat(dueIn(tier)).isEqualTo(1800);
        assertThat(answered(tier, false).event()).isEqualTo(Event.NONE);
    }

    @Test
    void saysStartedAgainUntilItWasHeard() {
        TierSchedule tier = tier("a");
        failed(tier);
        assertThat(tier.next(false).event()).isEqualTo(Event.STARTED);
    }

    @Test
    void saysCompletedAtOnceAndOnlyOnce() {
        TierSchedule tier = tier("a");
        answered(tier, false);
        tier.completed(now);
        assertThat(dueIn(tier)).isZero();
        assertThat(answered(tier, true).event()).isEqualTo(Event.COMPLETED);
        assertThat(dueIn(tier)).isEqualTo(1800);
        tier.completed(now);
        assertThat(answered(tier, true).event()).isEqualTo(Event.NONE);
    }

    @Test
    void neverSaysCompletedWhenItStartedComplete() {
        TierSchedule tier = tier("a");
        answered(tier, true);
        tier.completed(now);
        assertThat(dueIn(tier)).isEqualTo(1800);
        assertThat(tier.next(true).event()).isEqualTo(Event.NONE);
    }

    @Test
    void saysCompletedAfterAStartedThatWasUnderWay() {
        TierSchedule tier = tier("a");
        Announcement started = tier.next(false);
        tier.completed(now);
        tier.answered(started, answer(1800, 60), false, now);
        assertThat(dueIn(tier)).isZero();
        assertThat(tier.next(true).event()).isEqualTo(Event.COMPLETED);
    }

    @Test
    void turnsToTheNextTrackerAtOnceAndStaysWithTheOneThatWorks() {
        TierSchedule tier = tier("a", "b", "c");
        assertThat(failed(tier)).isEqualTo("a");
        assertThat(dueIn(tier)).isZero();
        assertThat(answered(tier, false).tracker().url().host()).isEqualTo("b");
        assertThat(answered(tier, false).tracker().url().host()).isEqualTo("b");
        // b stands in front now: after it fails, a is next.
        assertThat(failed(tier)).isEqualTo("b");
        assertThat(failed(tier)).isEqualTo("a");
        assertThat(failed(tier)).isEqualTo("c");
    }

    @Test
    void pausesEverLongerWhenAllFail() {
        TierSchedule tier = tier("a", "b");
        List<Long> pauses = new ArrayList<>();
        for (int round = 0; round < 9; round++) {
            failed(tier);
            assertThat(dueIn(tier)).isZero();
            failed(tier);
            pauses.add(dueIn(tier));
            now = tier.due().orElseThrow();
        }
        assertThat(pauses).containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 300L, 300L, 300L);
    }

    @Test
    void beginsAgainWithAShortPauseAfterASuccess() {
        TierSchedule tier = tier("a");
        failed(tier);
        failed(tier);
        answered(tier, false);
        failed(tier);
        assertThat(dueIn(tier)).isEqualTo(5);
    }

    @Test
    void saysThatATrackerFailsOnlyWhenItBeginsTo() {
        TierSchedule tier = tier("a");
        assertThat(tier.failed(tier.next(false), Optional.empty(), now)).isTrue();
        assertThat(tier.failed(tier.next(false), Optional.empty(), now)).isFalse();
        assertThat(tier.answered(tier.next(false), answer(60, 60), false, now)).isTrue();
        assertThat(tier.answered(tier.next(false), answer(60, 60), false, now)).isFalse();
        assertThat(tier.failed(tier.next(false), Optional.empty(), now)).isTrue();
    }

    @Test
    void saysAtOnceButOnlyOnceThatItIsNoLongerComplete() {
        TierSchedule tier = tier("a");
        answered(tier, true);
        now += 5 * SECOND;
        tier.incomplete(now);
        assertThat(dueIn(tier)).isZero();
        answered(tier, false);
        tier.incomplete(now);
        assertThat(dueIn(tier)).isEqualTo(60);
    }

    @Test
    void hurriesNoMoreThanTheTrackerAllows() {
        TierSchedule tier = tier("a");
        answered(tier, false);
        now += 10 * SECOND;
        tier.hurry(now);
        assertThat(dueIn(tier)).isEqualTo(50);
        now += 100 * SECOND;
        tier.hurry(now);
        assertThat(dueIn(tier)).isLessThanOrEqualTo(0);
    }

    @Test
    void doesNotHurryThroughAPause() {
        TierSchedule tier = tier("a");
        failed(tier);
        failed(tier);
        tier.hurry(now);
        assertThat(dueIn(tier)).isEqualTo(10);
    }

    @Test
    void boundsTheIntervalsThatATrackerMayAskFor() {
        TierSchedule tier = tier("a");
        tier.answered(tier.next(false), answer(0, -1), false, now);
        assertThat(dueIn(tier)).isEqualTo(5);
        tier.answered(tier.next(false), answer(Integer.MAX_VALUE, 1_000_000), false, now);
        assertThat(dueIn(tier)).isEqualTo(24 * 3600);
        tier.hurry(now);
        assertThat(dueIn(tier)).isEqualTo(24 * 3600);
    }

    @Test
    void waitsAsLongAsARefusalAsks() {
        TierSchedule tier = tier("a");
        tier.failed(tier.next(false), Optional.of(Duration.ofMinutes(7)), now);
        assertThat(dueIn(tier)).isEqualTo(420);
    }

    @Test
    void neverAsksATrackerAgainThatSaysNever() {
        TierSchedule tier = tier("a", "b");
        Optional<Duration> never = Optional.of(AnnounceResponse.Failure.NEVER);
        tier.failed(tier.next(false), never, now);
        assertThat(failed(tier)).isEqualTo("b");
        assertThat(failed(tier)).isEqualTo("b");
        tier.failed(tier.next(false), never, now);
        assertThat(tier.due()).isEmpty();
    }

    @Test
    void stopsWhereItMayBeKnownButNotWhereItFailed() {
        TierSchedule tier = tier("a", "b", "c");
        failed(tier);
        tier.next(false);
        assertThat(tier.toBeStopped())
                .extracting(tracker -> tracker.url().host())
                .containsExactly("b");
    }

    @Test
    void sendsBackWhatTheTrackerCalledItself() {
        TierSchedule tier = tier("a");
        answered(tier, false);
        assertThat(tier.next(false).tracker().id()).contains("id");
    }

    @Test
    void asksAgainSoonerWhileItIsAloneIfTheTrackerAllowsIt() {
        TierSchedule tier = tier("a");
        tier.answered(tier.next(true), answer(120, 12), true, now);
        assertThat(dueIn(tier)).isEqualTo(30);
        tier.answered(tier.next(true), answer(120, 90), true, now);
        assertThat(dueIn(tier)).isEqualTo(90);
        tier.answered(tier.next(true), answer(120, -1), true, now);
        assertThat(dueIn(tier)).isEqualTo(120);
        tier.answered(tier.next(true), answer(120, 12), false, now);
        assertThat(dueIn(tier)).isEqualTo(120);
    }
}
