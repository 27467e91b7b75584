package dunlin.tracker.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.protocol.identity.PeerKey;
import dunlin.tracker.access.Gate;
import dunlin.tracker.access.Gate.Pass;
import dunlin.tracker.access.Signatures;
import dunlin.tracker.store.TrackerRejection;
import dunlin.web.HttpRefusal;
import dunlin.web.HttpRequest;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Lets those read who may. Where that is not everybody, a request shows that it is a member's: with
 * a token, as the password of HTTP Basic authentication (RFC 7617) under any name, so that a
 * browser asks for it, and it stands in no URL; or signed with a member's key, as what changes
 * something is. Thread-safe.
 */
public final class Readership {
    private static final Map<String, String> CHALLENGE =
            Map.of(
                    "WWW-Authenticate",
                    "Basic realm=\"Dunlin: the password is your token\", charset=\"UTF-8\"");
    private static final String BASIC = "basic ";

    private final Gate gate;
    private final Signatures signatures;
    private final InstantSource time;

    public Readership(Gate gate, Signatures signatures, InstantSource time) {
        this.gate = gate;
        this.signatures = signatures;
        this.time = time;
    }

    /**
     * May this be read by whoever asks?
     *
     * @return what shows it
     * @throws HttpRefusal (401) if nothing shows that, or the wrong token
     * @throws TrackerRejection if it is signed, but by no member, or not well
     */
    Pass check(HttpRequest request) throws HttpRefusal, TrackerRejection {
        Pass pass = new Pass(Optional.empty(), token(request));
        try {
            gate.read(pass);
            return pass;
        } catch (TrackerRejection e) {
            if (request.header("dunlin-signature").isPresent()) {
                return signed(request);
            }
            throw new HttpRefusal(401, String.valueOf(e.getMessage()), CHALLENGE);
        }
    }

    /** Whether this still shows it: whoever was a member may be none any more. */
    boolean mayRead(Pass pass) {
        try {
            gate.read(pass);
            return true;
        } catch (TrackerRejection e) {
            return false;
        }
    }

    private Pass signed(HttpRequest request) throws TrackerRejection {
        PeerKey key = signatures.reader(SharerHttp.head(request), time.instant());
        return new Pass(Optional.of(key), Optional.empty());
    }

    private static Optional<String> token(HttpRequest request) {
        String header = request.header("authorization").orElse("");
        if (!header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(header.substring(BASIC.length()).strip());
            String nameAndPassword = new String(bytes, UTF_8);
            int colon = nameAndPassword.indexOf(':');
            return colon < 0 ? Optional.empty() : Optional.of(nameAndPassword.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
