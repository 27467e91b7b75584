package dunlin.protocol.utp;

/** What a uTP packet is for (BEP 29, "type"); the ordinal is the number on the wire. */
public enum PacketType {
    /** Bytes of the stream. */
    DATA,
    /** The last packet of its sender's stream. */
    FIN,
    /** An acknowledgement alone. */
    STATE,
    /** The connection is over, whatever was under way. */
    RESET,
    /** The first packet of a connection. */
    SYN
}
