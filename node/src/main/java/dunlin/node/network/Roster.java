package dunlin.node.network;

import dunlin.net.HostPort;
import dunlin.node.api.Member;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.NodeRefusal.Why;
import dunlin.protocol.search.NearName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The members that are known, each under the name by which it is shown. Immutable. */
final class Roster {
    private static final int SHORTEST_ID = 4;
    private static final int MOST_NEAR = 5;

    private final List<Member> members;

    /** All of them, by name. */
    Roster(Collection<Member> all) {
        ShownNames names = new ShownNames();
        all.forEach(member -> names.add(member.key(), member.name()));
        this.members =
                all.stream()
                        .map(member -> member.shownAs(names.of(member.key(), member.name())))
                        .sorted(
                                Comparator.comparing(
                                                Member::shownName, String.CASE_INSENSITIVE_ORDER)
                                        .thenComparing(Member::id))
                        .toList();
    }

    List<Member> members() {
        return members;
    }

    /**
     * The one that a person means: by its name as it is shown, by its name where only one has that,
     * by its address, or by its id or the beginning of one. Never a guess between several.
     */
    Member theOne(String text) throws NodeRefusal {
        String wanted = ShownNames.folded(text);
        List<Member> found = new ArrayList<>();
        for (Member member : members) {
            if (ShownNames.folded(member.shownName()).equals(wanted)) {
                found.add(member);
            }
        }
        if (found.isEmpty()) {
            members.stream()
                    .filter(member -> ShownNames.folded(member.name()).equals(wanted))
                    .forEach(found::add);
        }
        if (found.isEmpty()) {
            members.stream()
                    .filter(member -> HostPort.format(member.address()).equals(text.strip()))
                    .forEach(found::add);
        }
        if (found.isEmpty() && wanted.length() >= SHORTEST_ID) {
            members.stream()
                    .filter(member ->
                            member.id().startsWith(wanted)
                                    || member.key().toString().startsWith(wanted))
                    .forEach(found::add);
        }
        if (found.isEmpty()) {
            throw new NodeRefusal(new Why.NoMember(text, near(text)));
        }
        if (found.size() > 1) {
            throw new NodeRefusal(new Why.AmbiguousMember(text, List.copyOf(found)));
        }
        return found.getFirst();
    }

    private List<String> near(String text) {
        NearName typed = new NearName(text);
        String start = ShownNames.folded(text);
        return members.stream()
                .filter(member ->
                        typed.edits(member.name()).isPresent()
                                || ShownNames.folded(member.name()).startsWith(start))
                .map(Member::shownName)
                .distinct()
                .limit(MOST_NEAR)
                .toList();
    }
}
