package dunlin.protocol.krpc;

import dunlin.protocol.PeerAddress;

/** Which of the two DHTs (BEP 32): they share messages and ids, and nothing that is stored. */
public enum Family {
    IPV4(4),
    IPV6(16);

    private final int addressLength;

    Family(int addressLength) {
        this.addressLength = addressLength;
    }

    /** Bytes of an address: 4 or 16. */
    public int addressLength() {
        return addressLength;
    }

    public static Family of(PeerAddress address) {
        return address.isIpv4() ? IPV4 : IPV6;
    }
}
