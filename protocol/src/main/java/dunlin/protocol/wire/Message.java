package dunlin.protocol.wire;

/**
 * Everything that one peer says to another after the handshake (BEP 3, 6, 10), as it stands in a
 * frame. The numbers are the sender's own and unchecked; {@link dunlin.protocol.Geometry#check}
 * makes blocks of them. A block's payload never becomes a message: see {@link Piece}. Two messages
 * that carry bytes are equal only if the array is the same; the array belongs to the message.
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares messages, and a copy would cost
public sealed interface Message {
    /** A frame of length 0: still here. */
    record KeepAlive() implements Message {}

    /** 0: your requests are not answered from now on. */
    record Choke() implements Message {}

    /** 1: your requests are answered from now on. */
    record Unchoke() implements Message {}

    /** 2: you have something that I lack. */
    record Interested() implements Message {}

    /** 3: you have nothing that I lack. */
    record NotInterested() implements Message {}

    /** 4: I have this piece now. */
    record Have(int piece) implements Message {}

    /**
     * 5: what I have, as the bytes of a {@link dunlin.protocol.Bitfield}. Only as the first
     * message.
     */
    record BitfieldMessage(byte[] bits) implements Message {}

    /** 6: send me this block. */
    record Request(int piece, int begin, int length) implements Message {}

    /** 7: a block comes. Only the head: {@code length} bytes of payload follow in the stream. */
    record Piece(int piece, int begin, int length) implements Message {}

    /** 8: do not send that block after all. */
    record Cancel(int piece, int begin, int length) implements Message {}

    /** 9: my DHT node's UDP port (BEP 5). */
    record Port(int port) implements Message {}

    /** 13: this piece would be cheap for me to serve (BEP 6). */
    record Suggest(int piece) implements Message {}

    /** 14: I have every piece (BEP 6). Stands in for the bitfield. */
    record HaveAll() implements Message {}

    /** 15: I have no piece (BEP 6). Stands in for the bitfield. */
    record HaveNone() implements Message {}

    /** 16: that request will not be answered (BEP 6). */
    record Reject(int piece, int begin, int length) implements Message {}

    /** 17: this piece may be asked for even while choked (BEP 6). */
    record AllowedFast(int piece) implements Message {}

    /**
     * 20: a message of an extension (BEP 10): 0 for its handshake, else the number the receiver
     * gave it.
     */
    record Extended(int id, byte[] payload) implements Message {}

    /** A message with a number that we do not know; ignored. */
    record Unknown(int id) implements Message {}
}
