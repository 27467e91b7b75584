package dunlin.overlay.core;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.overlay.Contact;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KnownTest {
    private final Known known = new Known(Settings.DEFAULT, new Random(1));

    @Test
    void nobodyIsKnownTwiceAndNoMoreThanThereIsRoomFor() {
        for (int i = 0; i < 1_000; i++) {
            known.heard(contact(i % 100, (20 + i % 100 << 24) + i));
        }
        assertThat(known.size()).isEqualTo(Settings.DEFAULT.known());
        assertThat(known.some(100).stream().map(Contact::id)).doesNotHaveDuplicates();
    }

    @Test
    void atMostTwoOfOneRangeOfAddressesAreKnown() {
        for (int i = 0; i < 100; i++) {
            known.heard(contact(i, 0x14_14_00_00 + i));
        }
        assertThat(known.size()).isEqualTo(2);
    }

    @Test
    void anOfficeWithManyMembersIsNoRangeOfAddresses() {
        for (int i = 0; i < 40; i++) {
            known.heard(contact(i, 0x0a_00_00_01 + i));
        }
        assertThat(known.size()).isEqualTo(40);
    }

    @Test
    void hearsayPushesNobodyOutWhoHasProvedWhoItIs() {
        IntStream.range(0, 24).forEach(i -> known.proved(contact(i, 20 + i << 24)));
        IntStream.range(24, 10_000).forEach(i -> known.heard(contact(i, (20 + i % 200) << 24 | i)));
        assertThat(known.some(48).stream().map(Contact::id).filter(id -> id < 24)).hasSize(24);
    }

    @Test
    void hearsayDoesNotSayWhereSomebodyIsWhoHasProvedItsAddress() {
        known.proved(contact(1, 20 << 24));
        known.heard(contact(1, 99 << 24));
        assertThat(known.take()).contains(contact(1, 20 << 24));
        assertThat(known.take()).isEmpty();
    }

    private static Contact contact(long id, int address) {
        return new Contact(id, PeerAddress.ipv4(address, 6881));
    }
}
