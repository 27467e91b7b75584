package dunlin.overlay.core;

import dunlin.net.Allowance;
import dunlin.protocol.PeerAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * At how many doors this member knocks that others point to. The threat: who names victims has us
 * dial them, sixteen for each small message. So only so many are dialled in a while, and where
 * nobody of the network was met nobody knocks again for some minutes, whoever says it.
 */
final class Knocks {
    private static final int AT_ONCE = 64;
    private static final int A_SECOND = 4;
    private static final int MOST_REMEMBERED = 256;
    private static final long IN_VAIN = 3 * 60_000;

    private final Allowance allowance = new Allowance(AT_ONCE, A_SECOND, 0);
    private final Map<PeerAddress, Long> inVain = new LinkedHashMap<>(4);

    /** Whether any door may be knocked at. */
    boolean any(long now) {
        return allowance.has(now);
    }

    /** Takes the right to knock at this one. */
    boolean take(PeerAddress address, long now) {
        Long last = inVain.get(address);
        return (last == null || now - last >= IN_VAIN) && allowance.take(now);
    }

    /** Nobody of the network is there. */
    void failed(PeerAddress address, long now) {
        inVain.remove(address);
        inVain.put(address, now);
        if (inVain.size() > MOST_REMEMBERED) {
            inVain.remove(inVain.keySet().iterator().next());
        }
    }
}
