package dunlin.discovery.catalogue;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.SafeText;
import dunlin.protocol.catalogue.Hit;
import dunlin.protocol.catalogue.ListedPeer;
import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.catalogue.LiveListing;
import dunlin.protocol.catalogue.NearListing;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.PeerKey;
import java.net.InetSocketAddress;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the JSON of a catalogue that is not trusted: every field is checked, every text made safe
 * to print.
 */
final class CatalogueJson {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    /** Characters: a name of 255 bytes, each of them made safe, and some more. */
    private static final int MAX_TEXT = 2_000;

    private static final int MAX_REASON = 300;
    private static final int MAX_LINK = 8_000;
    private static final int MAX_TAGS = 100;

    private CatalogueJson() {}

    /** The reason in a refusal, if it is one of our kind of index. */
    static Optional<String> error(byte[] json) {
        try {
            return JsonAnswer.one(json)
                    .path("error")
                    .stringValueOpt()
                    .map(reason -> SafeText.line(reason, MAX_REASON));
        } catch (ProtocolException e) {
            return Optional.empty();
        }
    }

    /** One share. */
    static LiveListing listing(byte[] json) throws ProtocolException {
        return listing(JsonAnswer.one(json));
    }

    /** A list of shares. */
    static List<LiveListing> listings(byte[] json) throws ProtocolException {
        return JsonAnswer.list(json, CatalogueJson::listing);
    }

    /** A list of shares with the peers that have them. */
    static List<Hit> hits(byte[] json) throws ProtocolException {
        return JsonAnswer.list(json, node -> new Hit(listing(node), peers(node.path("peers"))));
    }

    /** A list of shares of near names. */
    static List<NearListing> near(byte[] json) throws ProtocolException {
        return JsonAnswer.list(
                json, node -> new NearListing(listing(node), (int) number(node, "edits", 100)));
    }

    /** A list of peers, of which those are given that can be dialled as they stand there. */
    static List<ListedPeer> peers(byte[] json) throws ProtocolException {
        return JsonAnswer.list(json, CatalogueJson::peer).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static LiveListing listing(JsonNode node) throws ProtocolException {
        String id = text(node, "id");
        InfoHash hash =
                InfoHash.parse(id)
                        .orElseThrow(() ->
                                new ProtocolException(
                                        "the index lists a share without an id: "
                                                + SafeText.line(id, 80)));
        Listing listing =
                new Listing(
                        hash,
                        text(node, "name"),
                        number(node, "size", Long.MAX_VALUE),
                        (int) number(node, "files", Integer.MAX_VALUE),
                        link(node),
                        note(node),
                        owner(node),
                        text(node, "sharedBy"),
                        instant(node, "sharedAt"));
        return new LiveListing(
                listing,
                (int) number(node, "seeders", Integer.MAX_VALUE),
                (int) number(node, "leechers", Integer.MAX_VALUE),
                node.path("gone").asBoolean(false));
    }

    /** One that is cut leads nowhere, so that one too long is none. */
    private static Optional<String> link(JsonNode node) {
        return node.path("magnet")
                .stringValueOpt()
                .filter(link -> !link.isEmpty() && link.length() <= MAX_LINK)
                .map(SafeText::forTerminal);
    }

    private static Note note(JsonNode node) {
        String description =
                node.path("description").stringValueOpt().map(CatalogueJson::safeLines).orElse("");
        return Note.shortened(description, tags(node.path("tags")));
    }

    /** Indexes of before there were any tell none. */
    private static List<String> tags(JsonNode node) {
        return node.valueStream()
                .limit(MAX_TAGS)
                .flatMap(tag -> tag.stringValueOpt().stream())
                .map(CatalogueJson::safe)
                .toList();
    }

    private static Optional<PeerKey> owner(JsonNode node) throws ProtocolException {
        Optional<String> hex = node.path("owner").stringValueOpt();
        try {
            return hex.isPresent() ? Optional.of(PeerKey.parse(hex.get())) : Optional.empty();
        } catch (ProtocolException _) {
            throw missing("owner");
        }
    }

    /** A note as it is sent. */
    static byte[] note(Note note) {
        return MAPPER.writeValueAsBytes(
                Map.of("description", note.description(), "tags", note.tags()));
    }

    /** Whether a share was taken out of the catalogue. */
    static boolean removed(byte[] json) throws ProtocolException {
        return JsonAnswer.one(json)
                .path("removed")
                .booleanValueOpt()
                .orElseThrow(() -> missing("removed"));
    }

    private static List<ListedPeer> peers(JsonNode list) {
        List<ListedPeer> peers = new ArrayList<>();
        for (JsonNode node : list.isArray() ? list : List.<JsonNode>of()) {
            try {
                peer(node).ifPresent(peers::add);
            } catch (ProtocolException _) {
                // The others are of use.
            }
        }
        return peers;
    }

    private static Optional<ListedPeer> peer(JsonNode node) throws ProtocolException {
        Optional<InetSocketAddress> address = address(text(node, "address"));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new ListedPeer(
                        text(node, "name"),
                        address.get(),
                        node.path("complete").asBoolean(false),
                        instant(node, "since"),
                        node.path("beforeRestart").asBoolean(false)));
    }

    private static Optional<InetSocketAddress> address(String text) {
        return PeerAddress.parse(text)
                .map(PeerAddress::socketAddress)
                .filter(address -> address.getPort() != 0)
                .filter(address -> !address.getAddress().isAnyLocalAddress())
                .filter(address -> !address.getAddress().isMulticastAddress());
    }

    private static String text(JsonNode node, String field) throws ProtocolException {
        return node.path(field)
                .stringValueOpt()
                .map(CatalogueJson::safe)
                .orElseThrow(() -> missing(field));
    }

    private static String safe(String text) {
        return SafeText.line(text, MAX_TEXT);
    }

    /** Line ends alone stay as they are. */
    private static String safeLines(String text) {
        String start = text.substring(0, Math.min(text.length(), Note.MAX_DESCRIPTION));
        return start.lines()
                .map(line -> SafeText.forTerminal(line.replace('\t', ' ')))
                .collect(Collectors.joining("\n"));
    }

    private static long number(JsonNode node, String field, long max) throws ProtocolException {
        JsonNode number = node.path(field);
        if (!number.canConvertToLong() || number.asLong() < 0 || number.asLong() > max) {
            throw missing(field);
        }
        return number.asLong();
    }

    private static Instant instant(JsonNode node, String field) throws ProtocolException {
        try {
            return Instant.parse(text(node, field));
        } catch (DateTimeException e) {
            throw new ProtocolException("the index answers with a time that is none", e);
        }
    }

    private static ProtocolException missing(String field) {
        return new ProtocolException("the index answers without a usable \"" + field + "\"");
    }
}
