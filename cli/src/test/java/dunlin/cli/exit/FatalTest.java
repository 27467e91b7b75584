package dunlin.cli.exit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class FatalTest {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final List<Integer> codes = new ArrayList<>();
    private boolean verbose;

    private String endOf(Throwable problem) throws InterruptedException {
        Fatal fatal =
                new Fatal(
                        new PrintStream(said, true, StandardCharsets.UTF_8),
                        () -> verbose,
                        codes::add);
        Thread thread =
                Thread.ofPlatform()
                        .name("disk-1")
                        .uncaughtExceptionHandler(fatal)
                        .start(() -> {
                            switch (problem) {
                                case Error e -> throw e;
                                default -> throw new IllegalStateException(problem.getMessage());
                            }
                        });
        thread.join();
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aThreadThatEndsWithAnErrorEndsTheProgramWithALine() throws Exception {
        assertThat(endOf(new AssertionError("for the test")))
                .isEqualTo(
                        "dunlin: a fault of dunlin itself in disk-1: for"
                                + " the test; start it again, -v shows where\n");
        assertThat(codes).containsExactly(1);
    }

    @Test
    void wantOfMemoryIsSaidWithWhatToDo() throws Exception {
        assertThat(endOf(new OutOfMemoryError("Java heap space")))
                .isEqualTo(
                        "dunlin: out of memory (Java heap space); start it again with more, as by"
                                + " DUNLIN_JAVA_OPTS=-Xmx2g\n");
    }

    @Test
    void whereItCameFromIsShownToWhoWantsToKnow() throws Exception {
        verbose = true;
        assertThat(endOf(new IllegalStateException("for the test"))).contains("\tat dunlin.cli");
    }

    @Test
    void theProgramEndsThoughNobodyReadsTheLine() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        PrintStream halted =
                new PrintStream(
                        new OutputStream() {
                            @Override
                            public void write(int b) {
                                try {
                                    never.await();
                                } catch (InterruptedException _) {
                                    Thread.currentThread().interrupt();
                                }
                            }
                        },
                        true,
                        StandardCharsets.UTF_8);
        new Fatal(halted, () -> false, codes::add)
                .uncaughtException(Thread.currentThread(), new OutOfMemoryError("for the test"));
        assertThat(codes).containsExactly(1);
        never.countDown();
    }
}
