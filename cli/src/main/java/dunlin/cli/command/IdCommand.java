package dunlin.cli.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import dunlin.cli.exit.ExitCode;
import dunlin.cli.option.Concerns;
import dunlin.cli.option.Concerns.Matter;
import dunlin.cli.terminal.Console;
import dunlin.node.api.NamedTracker;
import dunlin.node.engine.IdentityFile;
import dunlin.protocol.identity.PeerKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dunlin id}: who this home is, and a token for a client that has no key. */
@Concerns({Matter.INDEX, Matter.NAME})
@Command(
        name = "id",
        description = {
            "Show the key and the name that this home is known by.",
            "With --token: make a token with which another BitTorrent client gets into an index of"
                    + " members."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  dunlin id",
            "  dunlin id --token 'the old seedbox' --tracker http://index.example:6969"
        })
public final class IdCommand implements Callable<Integer> {
    /** 192 bits: nobody guesses it. It is 32 characters in an announce URL. */
    private static final int TOKEN_BYTES = 24;

    private final Session session;

    @Option(
            names = "--token",
            paramLabel = "WHOSE",
            description = "Make a token for this client; the words are a remark for people.")
    private @Nullable String whose;

    public IdCommand(Session session) {
        this.session = session;
    }

    /**
     * The names are a contract.
     *
     * @param fingerprint the digits that indexes show behind a name that several have
     * @param home where the key is kept
     * @param member this home's line in the file of an index's members
     */
    record Id(
            String name,
            String key,
            String fingerprint,
            String home,
            String member,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Token token) {}

    /**
     * A token for a foreign client.
     *
     * @param member its line in the file of an index's members
     * @param announce what the client takes as its tracker, at each index that was named
     */
    record Token(String token, String member, List<String> announce) {}

    @Override
    public Integer call() throws Exception {
        Console console =
                session.console(); // before the key is read, of which there may be something to say
        Path state = session.folders().state();
        PeerKey key = IdentityFile.open(state).publicKey();
        String name = session.options().peerName(session.folders());
        Token token = whose == null ? null : token(whose);
        Id id =
                new Id(
                        name,
                        key.toString(),
                        key.fingerprint(),
                        state.toString(),
                        "key " + key + " " + name,
                        token);
        console.json(id);
        if (token != null) {
            say(token);
        } else {
            console.data("name  " + name);
            console.data("key   " + key);
            console.data("home  " + state);
            console.note("an index of members lets it in by this line in its file (--members):");
            console.note("  " + id.member());
        }
        return ExitCode.DONE.number();
    }

    private Token token(String remark) {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        List<String> announce =
                session.options().trackers.stream()
                        .filter(tracker -> tracker.index().isPresent())
                        .map(NamedTracker::announce)
                        .map(url -> url + "/" + token)
                        .toList();
        String words = remark.strip().replaceAll("\\p{Cntrl}+", " ");
        return new Token(token, "token " + token + " " + words, announce);
    }

    private void say(Token token) {
        Console console = session.console();
        console.data("token     " + token.token());
        console.data("members   " + token.member());
        if (token.announce().isEmpty()) {
            console.data("announce  http://INDEX:6969/announce/" + token.token());
        }
        token.announce().forEach(url -> console.data("announce  " + url));
        console.note(
                "The members line goes into the index's file (tracker --members), the announce");
        console.note(
                "URL into the other client, as its tracker. Who has the token may announce there,");
        console.note(
                "and, with it as the password of HTTP Basic, list, search and fetch .torrent files.");
        console.note(
                "It registers, changes and withdraws nothing. It holds until its line is taken out.");
        console.note("It is shown this once and kept nowhere: give it to that client only.");
    }
}
