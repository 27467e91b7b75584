package dunlin.tracker.announce;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.identity.AnnounceCredential;
import dunlin.protocol.identity.IndexName;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.tracker.access.Gate;
import dunlin.tracker.access.IndexNames;
import dunlin.tracker.announce.ShownNames.Who;
import dunlin.tracker.store.SwarmStoreContract;
import dunlin.tracker.store.TrackerRejection;
import dunlin.tracker.store.TrackerRejection.Reason;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShownNamesTest {
    private static final long NOON = SwarmStoreContract.NOON.getEpochSecond();
    private static final PeerAddress FROM = PeerAddress.ipv4(0x0a000001, 6881);
    private static final PeerKeyPair ANNA = PeerKeyPair.random(new Random(1));
    private static final PeerKeyPair EVE = PeerKeyPair.random(new Random(2));

    private static final IndexName INDEX = new IndexName("index.example", 80);

    private static IndexNames own() {
        return new IndexNames(Optional.of(URI.create("http://index.example")));
    }

    private final Catalogue catalogue = new Catalogue();
    private long nanos;
    private boolean mayName = true;
    private boolean mayVerify = true;
    private int forged;
    private final Gate gate =
            new OpenGate() {
                @Override
                public void disproved(PeerAddress from) {
                    forged++;
                }

                @Override
                public void verify(PeerAddress from) throws TrackerRejection {
                    if (!mayVerify) {
                        throw new TrackerRejection(Reason.TOO_OFTEN, "too many new names");
                    }
                }

                @Override
                public void name(PeerAddress from) throws TrackerRejection {
                    if (!mayName) {
                        throw new TrackerRejection(Reason.TOO_OFTEN, "too many new names");
                    }
                }
            };
    private final ShownNames names = new ShownNames(catalogue, gate, own(), () -> nanos);

    /** Whose names are whose, and how often it was asked. */
    private static final class Catalogue implements ShownNames.Owners {
        final Map<PeerKey, String> shown = new HashMap<>();
        int asked;
        boolean broken;

        @Override
        public Optional<PeerKey> keyOf(String shownName) throws TrackerRejection {
            ask();
            return shown.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(shownName))
                    .map(Map.Entry::getKey)
                    .findFirst();
        }

        @Override
        public Optional<String> nameOf(PeerKey key) throws TrackerRejection {
            ask();
            return Optional.ofNullable(shown.get(key));
        }

        private void ask() throws TrackerRejection {
            asked++;
            if (broken) {
                throw new TrackerRejection(Reason.BROKEN, "the disk is gone");
            }
        }
    }

    private static PeerClaims named(String name) {
        return new PeerClaims(
                Optional.of(name), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static PeerClaims signed(PeerKeyPair by, String name, long until) {
        AnnounceCredential credential = AnnounceCredential.sign(by, INDEX, name, 6881, until);
        return new PeerClaims(
                Optional.of(name), Optional.of(credential), Optional.empty(), Optional.empty());
    }

    private static PeerClaims signed(PeerKeyPair by, String name) {
        return signed(by, name, NOON + 3_600);
    }

    private String shown(PeerClaims by) throws TrackerRejection {
        return names.shown(names.of(by, FROM, NOON), FROM).orElseThrow();
    }

    @Test
    void areTheOnesTheirKeysAreKnownBy() throws TrackerRejection {
        catalogue.shown.put(ANNA.publicKey(), "anna");
        assertThat(names.of(signed(ANNA, "anna"), FROM, NOON))
                .isEqualTo(
                        new Who(
                                Optional.of("anna"),
                                Optional.of(ANNA.publicKey()),
                                Optional.empty()));
        assertThat(shown(signed(ANNA, "anna on the train"))).isEqualTo("anna");
    }

    @Test
    void areMarkedIfTheyBelongToAnotherKey() throws TrackerRejection {
        catalogue.shown.put(ANNA.publicKey(), "anna");
        assertThat(shown(signed(EVE, "anna"))).isEqualTo("anna~" + EVE.publicKey().fingerprint());
        assertThat(shown(signed(EVE, "eve"))).isEqualTo("eve");
    }

    @Test
    void thatNobodyProvedAreMarkedIfTheyBelongToAKey() throws TrackerRejection {
        catalogue.shown.put(ANNA.publicKey(), "anna");
        assertThat(shown(named("anna"))).isEqualTo("anna~unproven");
        assertThat(shown(named("bert"))).isEqualTo("bert");
    }

    @Test
    void thatLookLikeMarkedOnesAreMarkedOnceMore() throws TrackerRejection {
        String marked = "anna~" + ANNA.publicKey().fingerprint();
        assertThat(shown(named(marked))).isEqualTo(marked + "~unproven");
        assertThat(shown(signed(EVE, marked)))
                .isEqualTo(marked + "~" + EVE.publicKey().fingerprint());
    }

    @Test
    void ofForgedOrExpiredCredentialsAreNotProven() throws TrackerRejection {
        catalogue.shown.put(ANNA.publicKey(), "anna");
        AnnounceCredential hers = signed(ANNA, "anna").credential().orElseThrow();
        AnnounceCredential forged =
                new AnnounceCredential(
                        hers.key(), hers.index(), "anna", 6881, hers.until(), new byte[64]);
        PeerClaims lie =
                new PeerClaims(
                        Optional.of("anna"),
                        Optional.of(forged),
                        Optional.empty(),
                        Optional.empty());
        for (PeerClaims by : new PeerClaims[] {lie, signed(ANNA, "anna", NOON - 1)}) {
            assertThat(names.of(by, FROM, NOON))
                    .isEqualTo(new Who(Optional.of("anna"), Optional.empty(), Optional.empty()));
            assertThat(shown(by)).isEqualTo("anna~unproven");
        }
    }

    @Test
    void areProvenUntilTheCredentialEndsThoughItWasVerifiedBefore() throws TrackerRejection {
        PeerClaims hers = signed(ANNA, "anna", NOON + 10);
        assertThat(names.of(hers, FROM, NOON + 10).key()).contains(ANNA.publicKey());
        assertThat(names.of(hers, FROM, NOON + 11).key()).isEmpty();
    }

    @Test
    void areLookedUpOnceInFiveMinutes() throws TrackerRejection {
        PeerClaims hers = signed(ANNA, "anna");
        assertThat(shown(hers)).isEqualTo("anna");
        int before = catalogue.asked;
        catalogue.shown.put(ANNA.publicKey(), "anna k.");
        assertThat(shown(hers)).isEqualTo("anna");
        assertThat(catalogue.asked).isEqualTo(before);
        nanos += Duration.ofMinutes(5).toNanos();
        assertThat(shown(hers)).isEqualTo("anna k.");
    }

    @Test
    void areMarkedWhileTheCatalogueFailsAndNotRemembered() throws TrackerRejection {
        catalogue.broken = true;
        assertThat(shown(named("bert"))).isEqualTo("bert~unproven");
        assertThat(shown(signed(ANNA, "anna"))).isEqualTo("anna~" + ANNA.publicKey().fingerprint());
        catalogue.broken = false;
        assertThat(shown(named("bert"))).isEqualTo("bert");
        assertThat(shown(signed(ANNA, "anna"))).isEqualTo("anna");
    }

    @Test
    void areMarkedAndNotLookedUpWhenTooManyNewOnesCome() throws TrackerRejection {
        assertThat(shown(named("bert"))).isEqualTo("bert");
        int before = catalogue.asked;
        mayName = false;
        assertThat(shown(named("bert"))).isEqualTo("bert");
        for (int i = 0; i < 100; i++) {
            assertThat(shown(named("peer" + i))).isEqualTo("peer" + i + "~unproven");
        }
        assertThat(catalogue.asked).isEqualTo(before);
    }

    @Test
    void ofPeersThatTellNoneAreNone() throws TrackerRejection {
        assertThat(names.of(PeerClaims.NONE, FROM, NOON)).isEqualTo(Who.NOBODY);
        assertThat(catalogue.asked).isZero();
    }

    /** What was verified counts on; nothing new is. */
    @Test
    void areNotVerifiedMoreOftenThanTheGateAllows() throws TrackerRejection {
        assertThat(shown(signed(ANNA, "anna"))).isEqualTo("anna");
        mayVerify = false;
        assertThat(shown(signed(ANNA, "anna"))).isEqualTo("anna");
        assertThat(shown(named("bo"))).isEqualTo("bo");
        Who eve = names.of(signed(EVE, "eve"), FROM, NOON);
        assertThat(eve.key()).isEmpty();
        assertThat(eve.noProof())
                .hasValueSatisfying(
                        refusal -> assertThat(refusal).hasMessage("too many new names"));
    }

    /** Who is late may have a clock that is wrong; who forges has to wait. */
    @Test
    void areHeldAgainstWhoForgesThemOnceEachAndNotAgainstWhoIsLate() throws TrackerRejection {
        AnnounceCredential hers = signed(ANNA, "anna").credential().orElseThrow();
        AnnounceCredential lie =
                new AnnounceCredential(
                        EVE.publicKey(),
                        hers.index(),
                        "anna",
                        6881,
                        hers.until(),
                        hers.signature());
        PeerClaims eves =
                new PeerClaims(
                        Optional.of("anna"), Optional.of(lie), Optional.empty(), Optional.empty());
        assertThat(names.of(signed(ANNA, "anna", NOON - 1), FROM, NOON).key()).isEmpty();
        assertThat(forged).isZero();
        assertThat(names.of(eves, FROM, NOON).key()).isEmpty();
        assertThat(names.of(eves, FROM, NOON).key()).isEmpty();
        assertThat(forged).isOne();
    }
}
