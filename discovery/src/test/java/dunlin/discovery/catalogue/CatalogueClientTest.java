package dunlin.discovery.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.net.ScriptedServer;
import dunlin.protocol.InfoHash;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.catalogue.Hit;
import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.identity.PeerKeyPair;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the client takes what hostile and foreign servers say; the tracker's tests have the rest. */
class CatalogueClientTest {
    private static final InfoHash ID = InfoHash.fromHex("00112233445566778899aabbccddeeff00112233");
    private static final String LISTING =
            "{'id':'"
                    + ID
                    + "','name':'films','size':5,'files':1,'seeders':0,'leechers':0,"
                    + "'sharedBy':'anna','sharedAt':'2026-01-01T12:00:00Z','magnet':null}";

    private static CatalogueClient client(ScriptedServer server) {
        return new CatalogueClient(URI.create("http://127.0.0.1:" + server.port()));
    }

    private static ScriptedServer listing(String json) {
        return ScriptedServer.answering(ScriptedServer.ok(json.replace('\'', '"')));
    }

    @Test
    void makesTextsSafeToPrint() throws Exception {
        try (ScriptedServer server =
                listing("[" + LISTING.replace("films", "a\\u001b[2J\\u202eb") + "]")) {
            assertThat(client(server).list())
                    .singleElement()
                    .satisfies(live ->
                            assertThat(live.listing().name()).isEqualTo("a\\u001b[2J\\u202eb"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "'id':'00, 'id':'zz",
                "'size':5, 'size':-5",
                "'size':5, 'size':1e30",
                "'size':5, 'size':'5'",
                "'files':1, 'files':99999999999",
                "'name':'films', 'name':7",
                "2026-01, yesterday",
                "'sharedBy', 'somethingElse'",
                "'magnet':null, 'owner':'abc'",
            })
    void refusesAListingWithAnUnusableField(String right, String wrong) throws IOException {
        try (ScriptedServer server = listing("[" + LISTING.replace(right, wrong) + "]")) {
            assertThatThrownBy(() -> client(server).list())
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageStartingWith("the index ");
        }
    }

    @Test
    void passesOverAListingThatCannotBeUsedAndTakesTheRest() throws Exception {
        String odd = LISTING.replace("'id':'00", "'id':'zz");
        String other = LISTING.replace("films", "songs").replace("'id':'00", "'id':'11");
        try (ScriptedServer server =
                listing("[" + String.join(",", odd, LISTING, "5", other) + "]")) {
            assertThat(client(server).list())
                    .extracting(live -> live.listing().name())
                    .containsExactlyInAnyOrder("films", "songs");
        }
    }

    @Test
    void readsWhatOwnersSayAndDoesWithoutItAtAnOlderIndex() throws Exception {
        String more =
                LISTING.replace(
                        "'magnet'",
                        "'description':'of \\u001b[2J us','tags':['b','a',7],'gone':true,'owner':'"
                                + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
                                + "','magnet'");
        try (ScriptedServer server = listing("[" + more + "]");
                ScriptedServer older = listing("[" + LISTING + "]")) {
            assertThat(client(server).list())
                    .singleElement()
                    .satisfies(live -> {
                        Listing listing = live.listing();
                        assertThat(listing.note())
                                .isEqualTo(new Note("of \\u001b[2J us", List.of("b", "a")));
                        assertThat(live.gone()).isTrue();
                        assertThat(listing.owner().map(PeerKey::fingerprint)).contains("d75a9801");
                    });
            assertThat(client(older).list())
                    .singleElement()
                    .satisfies(live -> {
                        Listing listing = live.listing();
                        assertThat(listing.note()).isEqualTo(Note.NONE);
                        assertThat(live.gone()).isFalse();
                        assertThat(listing.owner()).isEmpty();
                    });
        }
    }

    @Test
    void findsSharesWithThePeersThatHaveThem() throws Exception {
        String peer = "{'name':'n','address':'1.2.3.4:5','since':'2026-01-01T12:00:00Z'}";
        String hit = LISTING.replace("'magnet'", "'peers':[" + peer + "],'magnet'");
        try (ScriptedServer server = listing("[" + hit + "," + LISTING + "]")) {
            List<Hit> hits = client(server).search("a&b type:iso", 20, 10).orElseThrow();
            assertThat(server.targets)
                    .containsExactly("/api/v1/search?q=a%26b+type%3Aiso&offset=20&limit=10");
            assertThat(hits).extracting(one -> one.peers().size()).containsExactly(1, 0);
            assertThat(hits.getFirst().peers().getFirst().address()).hasToString("/1.2.3.4:5");
        }
    }

    @Test
    void saysThatAnOlderIndexCannotSearch() throws Exception {
        String answer = "HTTP/1.1 404 Not Found\r\n\r\n{\"error\":\"nothing is here\"}";
        try (ScriptedServer server = ScriptedServer.answering(answer)) {
            assertThat(client(server).search("films", 0, 10)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{'removed':'yes'}", "true"})
    void refusesAnAnswerThatDoesNotSayWhetherAShareWasRemoved(String json) throws IOException {
        PeerKeyPair keys = PeerKeyPair.ofSeed(new byte[32]);
        try (ScriptedServer server = listing(json)) {
            assertThatThrownBy(() -> client(server).withdraw(keys, ID))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("removed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "5", "{}", "[5]", "[[", "<html>"})
    void refusesWhatIsNoListing(String json) throws IOException {
        try (ScriptedServer server = listing(json)) {
            assertThatThrownBy(() -> client(server).list()).isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void refusesDeeplyNestedJson() throws IOException {
        try (ScriptedServer server = listing("[".repeat(1_000_000))) {
            assertThatThrownBy(() -> client(server).list()).isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void anIndexThatNeverEndsItsListIsReadUpToABound() throws Exception {
        String page = "[" + (LISTING + ",").repeat(499) + LISTING + "]";
        try (ScriptedServer server = listing(page)) {
            assertThat(client(server).list()).hasSize(1);
            assertThat(server.targets).hasSize(200);
        }
    }

    @Test
    void saysThatAForeignTrackerHasNoCatalogue() throws IOException {
        try (ScriptedServer server =
                ScriptedServer.answering("HTTP/1.1 404 Not Found\r\n\r\n<html>nothing</html>")) {
            assertThatThrownBy(() -> client(server).list())
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                            "http://127.0.0.1:"
                                    + server.port()
                                    + " has no catalogue (it answers with HTTP status 404)");
            assertThatThrownBy(() -> client(server).torrent(ID)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void refusesTheTorrentOfAnotherShare() throws IOException {
        String torrent = "d4:infod6:lengthi0e4:name1:a12:piece lengthi16384e6:pieces0:ee";
        try (ScriptedServer server = ScriptedServer.answering(ScriptedServer.ok(torrent))) {
            assertThatThrownBy(() -> client(server).torrent(ID))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("for " + ID);
        }
    }

    @Test
    void passesOverPeersWithoutAnAddress() throws Exception {
        String peer = "{'name':'n','address':'%s','complete':true,'since':'2026-01-01T12:00:00Z'}";
        String peers =
                String.join(
                        ",",
                        peer.formatted("example.com:80"),
                        peer.formatted("1.2.3.4:0"),
                        peer.formatted("1.2.3.4:99999"),
                        peer.formatted("0.0.0.0:80"),
                        peer.formatted("1.2.3.4"),
                        peer.formatted("[2001:db8::1]:80"));
        try (ScriptedServer server = listing("[" + peers + "]")) {
            assertThat(client(server).peers(ID))
                    .singleElement()
                    .satisfies(holder ->
                            assertThat(holder.address()).hasToString("/[2001:db8:0:0:0:0:0:1]:80"));
        }
    }

    @Test
    void saysWhichIndexIsDown() throws IOException {
        URI gone = URI.create("http://127.0.0.1:" + ScriptedServer.closedPort());
        assertThatThrownBy(() -> new CatalogueClient(gone).list())
                .isInstanceOf(IOException.class)
                .hasMessage("cannot connect to " + gone.getAuthority() + ": Connection refused");
    }
}
