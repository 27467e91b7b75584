package dunlin.peer.utp.core;

/**
 * How a connection behaves.
 *
 * @param minBuffer bytes that a connection gets for each direction in any case, a power of two
 * @param maxBuffer bytes that it gets for each direction at most, a power of two
 * @param lanRates whether the window grows like TCP's, for a network that is ours alone; otherwise
 *     it gives way to others (LEDBAT)
 * @param maxPacket the longest packet that may be tried, bytes of UDP payload
 */
public record UtpSettings(int minBuffer, int maxBuffer, boolean lanRates, int maxPacket) {
    public static final UtpSettings USUAL = new UtpSettings(64 << 10, 4 << 20, false, 65_487);

    public UtpSettings {
        if (Integer.bitCount(minBuffer) != 1
                || Integer.bitCount(maxBuffer) != 1
                || minBuffer > maxBuffer) {
            throw new IllegalArgumentException(
                    "buffers of %d to %d".formatted(minBuffer, maxBuffer));
        }
    }
}
