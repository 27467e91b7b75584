package dunlin.bench.sim.utp;

import dunlin.bench.sim.EventQueue;
import dunlin.peer.utp.core.UtpSettings;

/**
 * Where one end of a connection is.
 *
 * @param refuses the host itself refuses packets longer than that, bytes of UDP payload
 */
record UtpHost(
        EventQueue events,
        HostClock clock,
        UtpSettings settings,
        LentMemory memory,
        int refuses,
        Trace trace) {}
