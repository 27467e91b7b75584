package dunlin.cli.command;

import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.DisplayWidth;
import dunlin.cli.terminal.Ink;
import dunlin.cli.terminal.Units;
import dunlin.node.api.Found;
import dunlin.node.api.NodeEvent;
import dunlin.node.api.NodeRefusal;
import dunlin.protocol.InfoHash;
import dunlin.protocol.SafeText;
import dunlin.protocol.catalogue.Listing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Shows what a search has found so far, while it goes on; hears it as the events of the peer. */
final class SearchView implements Consumer<NodeEvent> {
    private static final long FRAME_MILLIS = 100;
    private static final int MOST_SHOWN = 10;

    /** More are not kept: the answer is bounded as well. */
    private static final int MOST = 1_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<InfoHash, Found> found = new LinkedHashMap<>();
    private final Console console;

    SearchView(Console console) {
        this.console = console;
    }

    @Override
    public void accept(NodeEvent event) {
        if (event instanceof NodeEvent.ShareFound(Found one)) {
            lock.lock();
            try {
                InfoHash id = one.hit().share().listing().id();
                if (found.size() < MOST || found.containsKey(id)) {
                    found.put(id, one);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Searches, and shows meanwhile what is found, if there is a terminal to show it on. */
    List<Found> during(Callable<List<Found>> search) throws Exception {
        if (!console.isLive()) {
            return search.call();
        }
        FutureTask<List<Found>> task = new FutureTask<>(search);
        Thread.ofVirtual().name("search").start(task);
        try {
            while (true) {
                try {
                    return task.get(FRAME_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException _) {
                    console.live(lines());
                }
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case NodeRefusal refusal -> throw refusal;
                case InterruptedException interrupted -> throw interrupted;
                case null, default -> throw e;
            }
        } finally {
            task.cancel(true);
            console.endLive();
        }
    }

    private List<String> lines() {
        Ink ink = console.noteInk();
        int columns = console.columns() - 1;
        List<String> lines = new ArrayList<>();
        lock.lock();
        try {
            for (Found one : found.values()) {
                if (lines.size() >= Math.min(MOST_SHOWN, console.rows() - 3)) {
                    break;
                }
                Listing share = one.hit().share().listing();
                String text =
                        "%s  %s, by %s, in %s"
                                .formatted(
                                        share.name(),
                                        Units.size(share.size()),
                                        share.sharedBy(),
                                        places(one));
                lines.add(DisplayWidth.cut(SafeText.forTerminal(text), columns));
            }
            lines.add(
                    ink.dim(
                            DisplayWidth.cut(
                                    "searching; %d found so far".formatted(found.size()),
                                    columns)));
        } finally {
            lock.unlock();
        }
        return lines;
    }

    /** Where a share was found, in a few words. */
    static String places(Found found) {
        return String.join(", ", ListedShare.placesOf(found));
    }
}
