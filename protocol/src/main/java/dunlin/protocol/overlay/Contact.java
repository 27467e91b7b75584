package dunlin.protocol.overlay;

import dunlin.protocol.PeerAddress;

/**
 * A member that another one tells of: hearsay, until the member itself has proved at that address
 * that it is the one with this id.
 *
 * @param id the short form of the member, as {@link MemberId} has it
 * @param address where it listens
 */
public record Contact(long id, PeerAddress address) {}
