package dunlin.bench.sim.utp;

import dunlin.protocol.utp.PacketHead;

/** Sees each packet that leaves and each that arrives. */
@FunctionalInterface
interface Trace {
    /** Nobody looks. */
    Trace NONE = (_, _, _, _) -> {};

    /**
     * A packet is looked at.
     *
     * @param end whose it is, and where to
     * @param now nanoseconds
     * @param length of the whole packet, bytes
     */
    void see(String end, long now, PacketHead head, int length);

    /** A line for each. */
    static void print(String end, long now, PacketHead head, int length) {
        StringBuilder selected = new StringBuilder();
        for (int i = 0; i < head.selectiveCount(); i++) {
            if (head.isSelected(i)) {
                selected.append(' ').append(head.acknowledged() + 2 + i & 0xffff);
            }
        }
        System.out.printf(
                "%12.6f %s %-5s %5d, has up to %5d%s, %d bytes, %d of the stream, room for %d%n",
                now / 1e9,
                end,
                head.type(),
                head.sequence(),
                head.acknowledged(),
                selected.isEmpty() ? "" : " and" + selected,
                length,
                head.payloadLength(),
                head.window());
    }
}
