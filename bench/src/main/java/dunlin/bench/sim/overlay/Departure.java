package dunlin.bench.sim.overlay;

/** How a member goes. */
enum Departure {
    /** It says goodbye. */
    GOODBYE,
    /** Its process is killed: its system closes the connections. */
    KILLED,
    /** Its machine is off: nobody is told anything. */
    SILENT
}
