package dunlin.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.net.HostPrefix;
import dunlin.peer.Crowd.Answer;
import dunlin.peer.Crowd.Guest;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CrowdTest {
    private static final long GRACE = 10;
    private final Crowd crowd = new Crowd(12, 4, 3, GRACE);
    private final List<Guest<String>> inside = new ArrayList<>();

    private static Guest<String> idle(String name, int host, long since) {
        return new Guest<>(name, host(host), false, false, false, since);
    }

    private static Guest<String> useful(String name, int host) {
        return new Guest<>(name, host(host), false, true, true, 0);
    }

    private static Guest<String> dialled(String name, int host) {
        return new Guest<>(name, host(host), true, false, false, 0);
    }

    private static HostPrefix host(int number) {
        return HostPrefix.of(InetAddress.ofLiteral("192.0.2." + number));
    }

    private Answer<String> enter(Guest<String> fresh, long now) {
        return crowd.enter(fresh, inside, now);
    }

    private void fill(int count, int host) {
        for (int i = 0; i < count; i++) {
            inside.add(idle(host + "-" + i, host, i));
        }
    }

    @Test
    void letsInWhileThereArePlaces() {
        fill(4, 1);
        assertThat(enter(idle("new", 2, 0), 0)).isInstanceOf(Answer.Free.class);
    }

    @Test
    void oneHostGetsItsShareOnceHalfTheStrangersPlacesAreTaken() {
        fill(4, 1);
        assertThat(enter(idle("new", 1, 4), 4)).isInstanceOf(Answer.Enough.class);
        assertThat(enter(idle("new", 1, 99), 99)).isEqualTo(new Answer.Instead<>("1-0"));
    }

    @Test
    void aHostThatIsAloneMayHaveHalf() {
        fill(3, 1);
        assertThat(enter(idle("new", 1, 0), 0)).isInstanceOf(Answer.Free.class);
    }

    @Test
    void theHostWithMostPlacesGivesUpThatOfTheLongestIdleAtOnce() {
        fill(5, 1);
        fill(3, 2);
        assertThat(enter(idle("new", 3, 6), 6)).isEqualTo(new Answer.Instead<>("1-0"));
    }

    @Test
    void whoWantsNothingGoesBeforeWhoWantsSomething() {
        fill(7, 1);
        inside.set(0, new Guest<>("wants", host(1), false, false, true, 0));
        inside.add(idle("else", 2, 0));
        assertThat(enter(idle("new", 3, 6), 6)).isEqualTo(new Answer.Instead<>("1-1"));
    }

    @Test
    void theUsefulStay() {
        for (int i = 0; i < 8; i++) {
            inside.add(useful("useful " + i, 1));
        }
        assertThat(enter(idle("new", 2, 99), 99)).isInstanceOf(Answer.Full.class);
        inside.set(5, idle("idle", 1, 0));
        assertThat(enter(idle("new", 2, 99), 99)).isEqualTo(new Answer.Instead<>("idle"));
    }

    @Test
    void amongHostsWithOnePlaceEachWhoJustCameIsNotPushedOut() {
        for (int host = 1; host <= 8; host++) {
            inside.add(idle("of " + host, host, 0));
        }
        assertThat(enter(idle("new", 9, GRACE - 1), GRACE - 1)).isInstanceOf(Answer.Full.class);
        assertThat(enter(idle("new", 9, GRACE), GRACE)).isInstanceOf(Answer.Instead.class);
    }

    @Test
    void strangersLeaveAThirdToThoseWhoAreDialled() {
        fill(8, 1);
        assertThat(enter(dialled("new", 2), 0)).isInstanceOf(Answer.Free.class);
        for (int i = 0; i < 4; i++) {
            inside.add(dialled("dialled " + i, 10 + i));
        }
        assertThat(enter(dialled("new", 2), 9)).isEqualTo(new Answer.Instead<>("1-0"));
    }

    @Test
    void noStrangerTakesAPlaceThatIsKeptForThoseWhoAreDialled() {
        fill(8, 1);
        for (int i = 0; i < 4; i++) {
            inside.add(dialled("dialled" + i, 10 + i));
        }
        inside.replaceAll(guest -> guest.dialled() ? guest : useful(guest.who(), 20));
        assertThat(enter(idle("new", 2, 99), 99)).isInstanceOf(Answer.Full.class);
        assertThat(enter(dialled("new", 2), 99)).isEqualTo(new Answer.Instead<>("dialled0"));
    }

    @Test
    void thoseWhoWereDialledForNothingGiveWayWhenTheirTimeIsOver() {
        for (int i = 0; i < 12; i++) {
            inside.add(dialled("dialled" + i, 1));
        }
        assertThat(crowd.room(inside, GRACE - 1)).isZero();
        assertThat(enter(idle("new", 2, 0), GRACE - 1)).isInstanceOf(Answer.Full.class);
        assertThat(crowd.room(inside, GRACE)).as("a few at a time").isEqualTo(4);
        assertThat(enter(idle("new", 2, 0), GRACE)).isInstanceOf(Answer.Instead.class);
        assertThat(enter(dialled("new", 2), GRACE)).isInstanceOf(Answer.Instead.class);
    }

    @Test
    void allAddressesOfAnIpv6NetworkAreOneHost() {
        assertThat(HostPrefix.of(InetAddress.ofLiteral("2001:db8::1:2:3:4")))
                .isEqualTo(HostPrefix.of(InetAddress.ofLiteral("2001:db8::9")))
                .isNotEqualTo(HostPrefix.of(InetAddress.ofLiteral("2001:db8:0:1::9")));
    }

    @Test
    void whoOnlyGivesDialsNoMoreThanThePlacesThatAreKeptForIt() {
        assertThat(crowd.roomToGive(inside, 0)).isEqualTo(4);
        fill(8, 1);
        inside.add(dialled("a", 2));
        assertThat(crowd.roomToGive(inside, 0)).isEqualTo(3);
        inside.add(dialled("b", 3));
        inside.add(dialled("c", 4));
        inside.add(dialled("d", 5));
        assertThat(crowd.roomToGive(inside, 0)).isZero();
        inside.removeFirst();
        assertThat(crowd.roomToGive(inside, 0)).isZero();
        assertThat(crowd.roomToGive(inside, GRACE)).as("they want nothing").isEqualTo(1);
    }
}
