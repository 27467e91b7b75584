package dunlin.tracker.announce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FingerprintsTest {
    @Test
    void holdsWhatASetWouldHold() {
        Fingerprints fingerprints = new Fingerprints();
        Set<Long> model = new HashSet<>();
        List<Long> ever = new ArrayList<>();
        Random random = new Random(1);
        for (int i = 0; i < 50_000; i++) {
            // The lowest bits collide often; the two marks of cells are fingerprints, too.
            long value = i < 2 ? i : (random.nextLong() & 0xffff_0000_0000_000fL);
            ever.add(value);
            fingerprints.add(value);
            model.add(value);
            if (i % 3 == 0) {
                long gone = ever.get(random.nextInt(ever.size()));
                fingerprints.remove(gone);
                model.remove(gone);
            }
        }
        assertThat(ever).allMatch(value -> fingerprints.contains(value) == model.contains(value));
        assertThat(fingerprints.size()).isEqualTo(model.size());
    }
}
