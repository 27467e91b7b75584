package dunlin.bench.swarms;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/** Counts the garbage collections that nobody asked for. Thread-safe. */
final class Pauses {
    private int count;
    private long total;
    private long longest;

    /** Begins to count. */
    static Pauses listen() {
        Pauses pauses = new Pauses();
        for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
            ((NotificationEmitter) bean)
                    .addNotificationListener((event, context) -> pauses.heard(event), null, null);
        }
        return pauses;
    }

    private synchronized void heard(Notification event) {
        var info = GarbageCollectionNotificationInfo.from((CompositeData) event.getUserData());
        if (!info.getGcCause().equals("System.gc()")) {
            count++;
            total += info.getGcInfo().getDuration();
            longest = Math.max(longest, info.getGcInfo().getDuration());
        }
    }

    /** What was counted since the last take. */
    synchronized String take() {
        String text = count + " collections of " + total + " ms, longest " + longest + " ms";
        count = 0;
        total = 0;
        longest = 0;
        return text;
    }
}
