package dunlin.protocol.krpc;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.PeerAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecureIdTest {
    private final Random random = new Random(1);

    private static PeerAddress address(String host) {
        return PeerAddress.parse(host + ":1").orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "124.31.75.21,  5fbfbff10c5d6a4ec8a88e4c6ab4c28b95eee401",
        "21.75.31.124,  5a3ce9c14e7a08645677bbd1cfe7d8f956d53256",
        "65.23.51.170,  a5d43220bc8f112a3d426c84764f8c2a1150e616",
        "84.124.73.14,  1b0321dd1bb1fe518101ceef99462b947a01ff41",
        "43.213.53.83,  e56f6cbf5b7c4be0237986d5243b87aa6d51305a"
    })
    void fitsAsTheVectorsOfBep42Do(String host, String id) {
        NodeId given = NodeId.fromHex(id);
        assertThat(SecureId.fits(given, address(host))).isTrue();
        assertThat(SecureId.fits(given.with(20, !given.bit(20)), address(host))).isFalse();
        assertThat(SecureId.fits(given, address("203.0.113.9"))).isFalse();
        NodeId made = SecureId.of(address(host), given);
        assertThat(made).as("the last bits of the first 24 are free").isEqualTo(given);
    }

    @Test
    void everyIdThatIsMadeFits() {
        for (int i = 0; i < 100; i++) {
            PeerAddress four = PeerAddress.ipv4(random.nextInt(), 1);
            PeerAddress six = new PeerAddress(random.nextLong(), random.nextLong(), 1);
            assertThat(SecureId.fits(SecureId.of(four, random), four)).isTrue();
            assertThat(SecureId.fits(SecureId.of(six, random), six)).isTrue();
        }
    }

    @Test
    void ofAnIpv6AddressTheFirstHalfCounts() {
        PeerAddress one = address("[2001:db8:1:2::5]");
        NodeId id = SecureId.of(one, random);
        assertThat(SecureId.fits(id, address("[2001:db8:1:2:ffff::9]"))).isTrue();
        assertThat(SecureId.fits(id, address("[2001:db8:1:3::5]"))).isFalse();
    }
}
