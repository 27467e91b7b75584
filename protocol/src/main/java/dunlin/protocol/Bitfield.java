package dunlin.protocol;

import java.util.BitSet;

/**
 * Which pieces of a share someone has: one bit a piece, the first in the highest bit of the first
 * byte (BEP 3). Mutable, not thread-safe.
 */
public final class Bitfield {
    private final int size;
    private final BitSet bits;

    private Bitfield(int size, BitSet bits) {
        this.size = size;
        this.bits = bits;
    }

    /** None of {@code pieces} pieces. */
    public static Bitfield none(int pieces) {
        return new Bitfield(pieces, new BitSet(pieces));
    }

    /** All of {@code pieces} pieces. */
    public static Bitfield all(int pieces) {
        Bitfield field = none(pieces);
        field.bits.set(0, pieces);
        return field;
    }

    /**
     * The field that stands in these bytes as they go over the wire.
     *
     * @throws ProtocolException if the length is not exactly right or a spare bit is set
     */
    public static Bitfield parse(byte[] wire, int pieces) throws ProtocolException {
        int expected = (pieces + 7) / 8;
        if (wire.length != expected) {
            throw new ProtocolException(
                    "a bitfield of " + wire.length + " bytes where " + expected + " belong");
        }
        BitSet bits = BitSet.valueOf(reverseBits(wire, wire.length));
        if (bits.length() > pieces) {
            throw new ProtocolException(
                    "a bitfield with spare bit " + (bits.length() - 1) + " set");
        }
        return new Bitfield(pieces, bits);
    }

    /** The bytes as they go over the wire, spare bits zero. */
    public byte[] toBytes() {
        return reverseBits(bits.toByteArray(), (size + 7) / 8);
    }

    /** A copy of this length: {@link BitSet} has the first piece in the lowest bit of a byte. */
    private static byte[] reverseBits(byte[] bytes, int length) {
        byte[] reversed = new byte[length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = (byte) (Integer.reverse(bytes[i]) >>> 24);
        }
        return reversed;
    }

    /** Number of pieces that the field speaks of. */
    public int size() {
        return size;
    }

    /** Whether the piece is set: there, complete. */
    public boolean get(int piece) {
        return bits.get(piece);
    }

    /** Sets the piece. */
    public void set(int piece) {
        if (piece < 0 || piece >= size) {
            throw new IndexOutOfBoundsException("piece " + piece + " of " + size);
        }
        bits.set(piece);
    }

    /** Clears the piece. */
    public void clear(int piece) {
        bits.clear(piece);
    }

    /** Number of pieces that are set. */
    public int count() {
        return bits.cardinality();
    }

    /** Whether every piece is set. */
    public boolean isAll() {
        return count() == size;
    }

    /** The first piece at or after {@code from} that is set, or -1. */
    public int nextSet(int from) {
        return bits.nextSetBit(from);
    }

    /** The first piece at or after {@code from} that is not set, or -1. */
    public int nextClear(int from) {
        int next = bits.nextClearBit(from);
        return next < size ? next : -1;
    }

    /** Another field with the same pieces. */
    public Bitfield copy() {
        return new Bitfield(size, (BitSet) bits.clone());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bitfield that && size == that.size && bits.equals(that.bits);
    }

    @Override
    public int hashCode() {
        return bits.hashCode();
    }

    @Override
    public String toString() {
        return count() + " of " + size;
    }
}
