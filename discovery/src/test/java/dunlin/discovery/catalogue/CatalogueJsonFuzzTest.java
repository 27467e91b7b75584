package dunlin.discovery.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.SafeText;
import dunlin.protocol.catalogue.Hit;
import dunlin.protocol.catalogue.Listing;

/** Whatever an index answers is read or refused in one line, and what was read is safe to print. */
class CatalogueJsonFuzzTest {
    private static final String SHARE =
            "[{\"id\":\"00112233445566778899aabbccddeeff00112233\",\"name\":\"n\",\"size\":5,"
                    + "\"files\":1,\"seeders\":0,\"leechers\":0,\"sharedBy\":\"a\",\"sharedAt\":"
                    + "\"2026-01-01T12:00:00Z\",";

    /** What an index answers instead of a list. */
    private interface Answer {
        void read(byte[] json) throws ProtocolException;
    }

    @FuzzTest(maxDuration = "2m")
    void anyAnswer(byte[] json) {
        check(json, it -> assertThat(CatalogueJson.hits(it)).allSatisfy(hit -> assertSafe(hit)));
        check(json, it -> assertThat(CatalogueJson.peers(it)).isNotNull());
        check(json, it -> assertThat(CatalogueJson.removed(it)).isIn(true, false));
        CatalogueJson.error(json).ifPresent(CatalogueJsonFuzzTest::assertSafe);
    }

    @FuzzTest(maxDuration = "2m")
    void furtherFieldsOfAShare(byte[] fields) {
        byte[] json = (SHARE + new String(fields, UTF_8) + "}]").getBytes(UTF_8);
        check(json, it -> assertThat(CatalogueJson.hits(it)).allSatisfy(hit -> assertSafe(hit)));
    }

    private static void check(byte[] json, Answer answer) {
        try {
            answer.read(json);
        } catch (ProtocolException e) {
            assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(300);
            assertSafe(String.valueOf(e.getMessage()));
        }
    }

    private static void assertSafe(Hit hit) {
        Listing listing = hit.share().listing();
        assertSafe(listing.name());
        assertSafe(listing.sharedBy());
        listing.magnet().ifPresent(CatalogueJsonFuzzTest::assertSafe);
        listing.note().tags().forEach(CatalogueJsonFuzzTest::assertSafe);
        listing.note().description().lines().forEach(CatalogueJsonFuzzTest::assertSafe);
        hit.peers().forEach(peer -> assertSafe(peer.name()));
    }

    private static void assertSafe(String text) {
        assertThat(text.codePoints().anyMatch(SafeText::isUnsafe)).as(text).isFalse();
    }
}
