package dunlin.node.network;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.identity.PeerKey;
import org.junit.jupiter.api.Test;

class ShownNamesTest {
    private final ShownNames names = new ShownNames();

    @Test
    void aNameThatOnlyOneKeyHasIsShownAsItIs() {
        names.add(key(1), "Tempest");
        names.add(key(1), "Tempest");
        names.add(key(2), "Ariel");
        assertThat(names.of(key(1), "Tempest")).isEqualTo("Tempest");
    }

    @Test
    void whereTwoKeysGoByOneNameBothAreShownWithTheBeginningOfTheirs() {
        names.add(key(0), "Tempest");
        names.add(key(0xff), "tempest");
        assertThat(names.of(key(0), "Tempest")).isEqualTo("Tempest~aaaa");
        assertThat(names.of(key(0xff), "tempest")).isEqualTo("tempest~7777");
    }

    @Test
    void keysThatBeginAlikeAreShownAsFarAsTheyDiffer() {
        byte[] other = new byte[PeerKey.LENGTH];
        other[4] = 1;
        names.add(key(0), "Tempest");
        names.add(PeerKey.of(other), "Tempest");
        assertThat(names.of(key(0), "Tempest")).isEqualTo("Tempest~aaaaaaaa");
        assertThat(names.of(PeerKey.of(other), "Tempest")).isEqualTo("Tempest~aaaaaaab");
    }

    @Test
    void nobodyCanTakeForANameWhatAnotherIsShownAs() {
        names.add(key(0), "Tempest");
        names.add(key(1), "Tempest");
        names.add(key(2), "Tempest~aaaa");
        assertThat(names.of(key(2), "Tempest~aaaa")).startsWith("Tempest~aaaa~");
    }

    @Test
    void namesThatDifferInFormOnlyAreOneName() {
        names.add(key(0), "Tempest");
        names.add(key(1), "Ｔempest"); // full width
        assertThat(names.of(key(0), "Tempest")).isEqualTo("Tempest~aaaa");
    }

    private static PeerKey key(int every) {
        byte[] bytes = new byte[PeerKey.LENGTH];
        java.util.Arrays.fill(bytes, (byte) every);
        return PeerKey.of(bytes);
    }
}
