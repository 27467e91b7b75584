package dunlin.protocol.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.SafeText;
import dunlin.protocol.announce.AnnounceRequest;
import dunlin.protocol.announce.AnnounceResponse;
import dunlin.protocol.announce.ScrapeRequest;
import dunlin.protocol.announce.udp.UdpRequest;
import dunlin.protocol.announce.udp.UdpResponse;
import dunlin.protocol.krpc.Krpc;
import dunlin.protocol.krpc.Question;
import dunlin.protocol.metainfo.Magnet;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.search.QueryParser;
import dunlin.protocol.search.SearchQuery;
import dunlin.protocol.wire.HolepunchMessage;
import java.nio.ByteBuffer;

/**
 * Whatever comes is read or refused with a {@link ProtocolException}, and what was read is read the
 * same when it is written again.
 */
class ParsersFuzzTest {
    @FuzzTest(maxDuration = "2m")
    void announceQuery(FuzzedDataProvider data) {
        String query = data.consumeRemainingAsString();
        try {
            AnnounceRequest read = AnnounceRequest.parse(query);
            assertThat(AnnounceRequest.parse(read.toQuery())).isEqualTo(read);
        } catch (ProtocolException e) {
            assertOneLine(e);
        }
    }

    @FuzzTest(maxDuration = "2m")
    void scrapeQuery(FuzzedDataProvider data) {
        try {
            ScrapeRequest read = ScrapeRequest.parse(data.consumeRemainingAsString());
            assertThat(ScrapeRequest.parse(read.toQuery())).isEqualTo(read);
        } catch (ProtocolException e) {
            assertOneLine(e);
        }
    }

    @FuzzTest(maxDuration = "2m")
    void udpRequest(byte[] packet) {
        try {
            UdpRequest read = UdpRequest.parse(ByteBuffer.wrap(packet));
            assertThat(read).isNotNull();
        } catch (ProtocolException e) {
            assertOneLine(e);
        }
    }

    @FuzzTest(maxDuration = "2m")
    void udpResponse(byte[] packet) {
        for (int addressLength : new int[] {4, 16}) {
            try {
                assertThat(UdpResponse.parse(ByteBuffer.wrap(packet), addressLength)).isNotNull();
            } catch (ProtocolException e) {
                assertOneLine(e);
            }
        }
    }

    @FuzzTest(maxDuration = "2m")
    void announceResponse(byte[] bencode) {
        try {
            assertThat(AnnounceResponse.parse(bencode)).isNotNull();
        } catch (ProtocolException e) {
            assertOneLine(e);
        }
    }

    @FuzzTest(maxDuration = "2m")
    void torrent(byte[] torrent) {
        try {
            assertThat(Metainfo.parse(torrent).info().files()).isNotEmpty();
        } catch (ProtocolException e) {
            assertOneLine(e);
        }
    }

    @FuzzTest(maxDuration = "2m")
    void dhtPacket(byte[] packet) {
        try {
            Krpc read = Krpc.parse(packet);
            boolean sent =
                    !(read instanceof Krpc.BadQuery)
                            && !(read instanceof Krpc.Query query
                                    && query.question() instanceof Question.Unknown);
            if (sent) {
                byte[] written = read.encode();
                assertThat(Krpc.parse(written).encode()).isEqualTo(written);
            }
        } catch (ProtocolException e) {
            assertOneLine(e);
        }
    }

    @FuzzTest(maxDuration = "2m")
    void holepunchMessage(byte[] payload) {
        HolepunchMessage.parse(payload)
                .ifPresent(
                        read -> assertThat(HolepunchMessage.parse(read.toBytes())).contains(read));
    }

    @FuzzTest(maxDuration = "2m")
    void searchQuery(FuzzedDataProvider data) {
        String text = data.consumeRemainingAsString();
        try {
            SearchQuery read = QueryParser.parse(text);
            assertThat(read.toText().getBytes(UTF_8)).isNotNull();
            assertThat(QueryParser.parse(read.toText())).isEqualTo(read);
        } catch (ProtocolException e) {
            assertOneLine(e);
        }
    }

    @FuzzTest(maxDuration = "2m")
    void magnetLink(FuzzedDataProvider data) {
        String link = "magnet:?" + data.consumeRemainingAsString();
        try {
            Magnet read = Magnet.parse(link);
            assertThat(Magnet.parse(read.toString())).isEqualTo(read);
        } catch (ProtocolException e) {
            assertOneLine(e);
        }
    }

    @FuzzTest(maxDuration = "2m")
    void safeLine(FuzzedDataProvider data) {
        int most = data.consumeInt(1, 50);
        String line = SafeText.line(data.consumeRemainingAsString(), most);
        assertThat(line).hasSizeLessThanOrEqualTo(most);
        assertThat(line.codePoints().noneMatch(SafeText::isUnsafe)).as(line).isTrue();
    }

    private static void assertOneLine(ProtocolException refusal) {
        assertThat(refusal.getMessage()).isNotBlank().doesNotContain("\n", "\r", "\u001b");
    }
}
