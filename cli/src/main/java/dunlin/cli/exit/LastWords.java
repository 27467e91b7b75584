package dunlin.cli.exit;

import java.time.Duration;

/** What is said before the program ends, which it does though nobody takes it. */
public final class LastWords {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private LastWords() {}

    /**
     * Says it on a thread of its own, and waits for that only so long: a terminal may be halted.
     */
    public static void say(Runnable words) {
        try {
            Thread speaker = Thread.ofPlatform().daemon().name("last-words").start(words);
            boolean ignored = speaker.join(PATIENCE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
