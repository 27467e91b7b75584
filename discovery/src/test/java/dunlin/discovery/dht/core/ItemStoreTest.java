package dunlin.discovery.dht.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.protocol.krpc.Item;
import dunlin.protocol.krpc.Krpc;
import dunlin.protocol.krpc.NodeId;
import dunlin.protocol.krpc.Opaque;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ItemStoreTest {
    private static final PeerAddress HOST = PeerAddress.ipv4(0x0b000001, 1);

    private final Random random = new Random(1);
    private final PeerKeyPair keys = PeerKeyPair.random(random);
    private final int[] checked = {0};
    private final ItemStore store =
            new ItemStore(
                    NodeId.random(random),
                    (key, message, signature) -> {
                        checked[0]++;
                        return key.verifies(message, signature);
                    });

    private Item signed(String salt, long sequence, String value) {
        Opaque salted = Opaque.of(salt.getBytes(UTF_8));
        byte[] bytes = value.getBytes(UTF_8);
        byte[] signature = keys.sign(Item.toSign(salted, sequence, Opaque.of(bytes)));
        return Item.mutable(
                bytes, new Item.Signed(keys.publicKey(), salted, sequence, Opaque.of(signature)));
    }

    private int put(Item item) {
        return store.put(item, OptionalLong.empty(), HOST, 0);
    }

    @Test
    void aHigherNumberReplacesALowerOneNever() {
        assertThat(put(signed("", 5, "1:a"))).isEqualTo(ItemStore.STORED);
        assertThat(put(signed("", 4, "1:b"))).isEqualTo(Krpc.SEQUENCE_TOO_LOW);
        assertThat(put(signed("", 5, "1:b"))).isEqualTo(Krpc.SEQUENCE_TOO_LOW);
        assertThat(put(signed("", 5, "1:a"))).as("the same again").isEqualTo(ItemStore.STORED);
        assertThat(put(signed("", 6, "1:c"))).isEqualTo(ItemStore.STORED);
        Item last = signed("", 6, "1:c");
        assertThat(store.get(last.target())).contains(last);
    }

    @Test
    void theHighestNumberThereIsIsJustANumber() {
        assertThat(put(signed("", Long.MAX_VALUE, "1:a"))).isEqualTo(ItemStore.STORED);
        assertThat(put(signed("", Long.MAX_VALUE, "1:b"))).isEqualTo(Krpc.SEQUENCE_TOO_LOW);
        assertThat(put(signed("", 1, "1:c"))).isEqualTo(Krpc.SEQUENCE_TOO_LOW);
        assertThat(put(signed("other", 1, "1:c"))).isEqualTo(ItemStore.STORED);
    }

    @Test
    void comparesAndSwaps() {
        put(signed("", 1, "1:a"));
        assertThat(store.put(signed("", 2, "1:b"), OptionalLong.of(7), HOST, 0))
                .isEqualTo(Krpc.EXPECTED_ANOTHER);
        assertThat(store.put(signed("", 2, "1:b"), OptionalLong.of(1), HOST, 0))
                .isEqualTo(ItemStore.STORED);
    }

    @Test
    void refusesWhatIsTooLongOrNotSigned() {
        assertThat(put(Item.immutable(new byte[Item.MAX_VALUE + 1])))
                .isEqualTo(Krpc.VALUE_TOO_LONG);
        assertThat(put(signed("s".repeat(65), 1, "1:a"))).isEqualTo(Krpc.SALT_TOO_LONG);
        assertThat(put(signed("s".repeat(64), 1, "1:a"))).isEqualTo(ItemStore.STORED);
        Item other = Item.mutable("1:b".getBytes(UTF_8), signed("", 1, "1:a").signed().get());
        assertThat(put(other)).isEqualTo(Krpc.BAD_SIGNATURE);
    }

    @Test
    void checksNoSignatureOfWhatIsRefusedAnyway() {
        put(signed("", 5, "1:a"));
        checked[0] = 0;
        put(signed("", 4, "1:b"));
        put(signed("s".repeat(65), 1, "1:a"));
        assertThat(checked[0]).isZero();
    }

    @Test
    void isBoundedForAHostAndInAllAndForgets() {
        for (int i = 0; i < ItemStore.MOST_OF_A_HOST + 10; i++) {
            put(Item.immutable(("i" + i + "e").getBytes(UTF_8)));
        }
        assertThat(store.size()).isEqualTo(ItemStore.MOST_OF_A_HOST);
        for (int i = 0; i < 3 * ItemStore.MOST; i++) {
            PeerAddress host = PeerAddress.ipv4(0x0c000000 + i, 1);
            Item item = Item.immutable(("i-" + i + "e").getBytes(UTF_8));
            store.put(item, OptionalLong.empty(), host, 0);
        }
        assertThat(store.size()).isEqualTo(ItemStore.MOST);
        store.expire(Duration.ofMinutes(119).toNanos());
        assertThat(store.size()).isEqualTo(ItemStore.MOST);
        store.expire(Duration.ofMinutes(120).toNanos());
        assertThat(store.size()).isZero();
    }
}
