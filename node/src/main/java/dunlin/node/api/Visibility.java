package dunlin.node.api;

/** Who can find a share that is not private; whoever has its id can fetch it in any case. */
public enum Visibility {
    /** Everybody: it is listed, browsed and searched for. */
    PUBLIC(0),
    /** The members of the network: it is not announced by its words beyond that. */
    MEMBERS(1),
    /** Nobody: it is in no list, and in no index. */
    UNLISTED(2);

    private final int code;

    Visibility(int code) {
        this.code = code;
    }

    /** What stands for it where it is remembered. */
    public int code() {
        return code;
    }

    /** The one of that code; of one that is not known, the strictest. */
    public static Visibility ofCode(int code) {
        for (Visibility each : values()) {
            if (each.code == code) {
                return each;
            }
        }
        return UNLISTED;
    }
}
