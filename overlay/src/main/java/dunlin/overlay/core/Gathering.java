package dunlin.overlay.core;

import dunlin.protocol.overlay.CardHead;

/** Hears who is in the network. */
public interface Gathering {
    /**
     * A member, as its card says; told of again when a newer card comes.
     *
     * @param itself whether the member itself gave it, just now; else somebody remembered it
     */
    void member(CardHead head, boolean itself);

    /**
     * Nothing more comes.
     *
     * @param all whether everybody was asked who was named, so that nobody is missing
     */
    void over(boolean all);
}
