package dunlin.overlay.core;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.overlay.Contact;
import dunlin.protocol.overlay.MemberId;

/**
 * A connection to another member, which has proved its key on it.
 *
 * @param id what the caller calls the link, from 0; never used twice
 * @param member who is on the other side
 * @param name what it calls itself
 * @param address where it listens: the port that it names, at the host that it is reached at
 * @param remote the address that was dialled; or the one that a dialler comes from
 * @param incoming whether the other side dialled
 * @param visitor whether the other side only looks: it may ask, and has no part in the network
 */
public record Link(
        long id,
        MemberId member,
        String name,
        PeerAddress address,
        PeerAddress remote,
        boolean incoming,
        boolean visitor) {
    /** How others are told of the member. */
    public Contact contact() {
        return new Contact(member.id(), address);
    }
}
