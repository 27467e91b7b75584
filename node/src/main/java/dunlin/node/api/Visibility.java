package dunlin.node.api;

/** Who can find a share that is not private; whoever has its id can fetch it in any case. */
public enum Visibility {
    /** Everybody: it is listed, browsed and searched for. */
    PUBLIC,
    /** The members of the network: it is not announced by its words beyond that. */
    MEMBERS,
    /** Nobody: it is in no list, and in no index. */
    UNLISTED
}
