package dunlin.storage;

/** Waits that an interrupt must not cut short, since what is complete has to reach the disk. */
public final class Uninterruptibly {
    private Uninterruptibly() {}

    /**
     * Waits until all these threads have ended, each of which has bounds of its own. The caller is
     * interrupted afterwards if it was meanwhile.
     */
    public static void join(Iterable<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (true) {
                try {
                    thread.join();
                    break;
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
