package dunlin.discovery.dht;

/** Hears how a peer's nodes fare. Called on their thread; must not block for long. */
public interface DhtListener {
    /** Nobody wants to know. */
    DhtListener NONE =
            new DhtListener() {
                @Override
                public void entered(int nodes) {}

                @Override
                public void silent() {}

                @Override
                public void remember(Memory memory) {}
            };

    /** It has found its place; told once. */
    void entered(int nodes);

    /** No node has answered for a while; told once. It is tried again. */
    void silent();

    /** What is to be kept for the next life: now and then, and at the end. May block. */
    void remember(Memory memory);
}
