package dunlin.cli.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import dunlin.cli.command.Notices;
import dunlin.cli.command.Session;
import dunlin.cli.command.Subject;
import dunlin.cli.exit.ExitCode;
import dunlin.cli.option.Concerns;
import dunlin.cli.option.Concerns.Matter;
import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.Table;
import dunlin.cli.terminal.Units;
import dunlin.net.HostPort;
import dunlin.node.api.Member;
import dunlin.node.api.Peer;
import dunlin.peer.Transport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dunlin peers}: who is in the network of named peers. */
@Concerns({Matter.NETWORK, Matter.PEERS})
@Command(
        name = "peers",
        description = {
            "Show who is in the network of named peers, with no index. dunlin browse PEER shows what"
                    + " one of them shares.",
            "Members are found in the local network, over the DHT, or by --join."
        },
        footerHeading = "%nExample:%n",
        footer = "  dunlin peers --join 192.0.2.7:6881")
public final class PeersCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "How long to look for the others (${DEFAULT-VALUE}).")
    private Duration timeout = Duration.ofSeconds(5);

    public PeersCommand(Session session) {
        this.session = session;
    }

    /**
     * A member as it is answered in JSON; the names are a contract.
     *
     * @param roundTrip milliseconds, or null where there is no connection
     * @param transport what carries the connection, or null where there is none
     * @param dropped how many messages of it were not heard
     */
    record Answer(
            String name,
            String id,
            String address,
            String client,
            int shares,
            String key,
            boolean self,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double roundTrip,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String transport,
            long dropped) {
        static Answer of(Member member) {
            return new Answer(
                    member.shownName(),
                    member.id(),
                    HostPort.format(member.address()),
                    member.client(),
                    member.shares(),
                    member.key().toString(),
                    member.isSelf(),
                    member.roundTrip().map(PeersCommand::millis).orElse(null),
                    member.transport().map(Transport.Kind::word).orElse(null),
                    member.dropped());
        }
    }

    @Override
    public Integer call() throws Exception {
        Console console = session.console();
        session.turnTo(Subject.named("the network"));
        List<Member> members;
        try (Peer peer = session.node()) {
            peer.follow(new Notices(peer, console));
            members = peer.peers(timeout);
        }
        console.json(members.stream().map(Answer::of).toList());
        List<String> lines = table(members).lines(console.dataColumns());
        console.data(console.ink().bold(lines.getFirst()));
        lines.stream().skip(1).forEach(console::data);
        members.stream()
                .filter(member -> member.dropped() > 0)
                .forEach(member ->
                        console.detail(
                                "%s: %s not heard: too much, forged or malformed"
                                        .formatted(
                                                member.shownName(),
                                                Units.count(member.dropped(), "message"))));
        if (members.stream().allMatch(Member::isSelf)) {
            console.note("nobody else is here yet; --join HOST:PORT enters by a member");
        }
        return ExitCode.DONE.number();
    }

    static Table table(List<Member> members) {
        Table table =
                new Table(
                                List.of(
                                        "NAME",
                                        "=ADDRESS",
                                        ">SHARES",
                                        ">ANSWERS IN",
                                        "OVER",
                                        "CLIENT",
                                        "=ID"))
                        .sparing("=ID", "OVER", "CLIENT", ">ANSWERS IN");
        for (Member member : members) {
            table.row(
                    member.shownName() + (member.isSelf() ? " (you)" : ""),
                    HostPort.format(member.address()),
                    String.valueOf(member.shares()),
                    member.roundTrip().map(RoundTrip::text).orElse(""),
                    member.transport().map(Transport.Kind::toString).orElse(""),
                    member.client(),
                    member.id());
        }
        return table;
    }

    static double millis(Duration time) {
        return time.toNanos() / 1_000 / 1_000.0;
    }
}
