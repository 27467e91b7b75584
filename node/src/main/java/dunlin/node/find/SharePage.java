package dunlin.node.find;

import dunlin.protocol.InfoHash;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page of a share at an index, which a person copied out of a browser.
 *
 * @param index {@code http://host:port} of the index, with the path that a proxy gave it
 */
record SharePage(URI index, InfoHash id) {
    private static final Pattern ADDRESS =
            Pattern.compile("(https?://[^?#]+?)/share/([0-9a-fA-F]{40})(?:/[^?#]*)?(?:[?#].*)?");

    /** Reads an address; empty if it is not one of a share's page. */
    static Optional<SharePage> parse(String address) {
        Matcher match = ADDRESS.matcher(address);
        if (!match.matches()) {
            return Optional.empty();
        }
        try {
            URI index = URI.create(match.group(1));
            return InfoHash.parse(match.group(2))
                    .filter(_ -> index.getHost() != null)
                    .map(id -> new SharePage(index, id));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Where the share is announced. */
    URI announce() {
        return URI.create(index + "/announce");
    }
}
