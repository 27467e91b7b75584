package dunlin.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.net.udp.PacketPort;
import dunlin.peer.Transport;
import dunlin.peer.utp.UtpStack;
import dunlin.peer.utp.core.UtpSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** libutp, which most programs that speak uTP are made with, and our connections. */
class NpmUtpTest extends LabTest {
    private static final int SIZE = 3 * Fixtures.MIB + 17;
    private static Path script;

    private final BlockingQueue<Transport> incoming = new LinkedBlockingQueue<>();
    private PacketPort port;
    private UtpStack us;

    @BeforeAll
    static void install() throws Exception {
        script = NpmPackage.install("npm-utp", "utp-native@2.5.3", "utp.mjs");
    }

    @BeforeEach
    void open() throws Exception {
        port = lab.closeLater(PacketPort.open(new InetSocketAddress("127.0.0.1", 0)));
        us = lab.closeLater(UtpStack.open(port, UtpSettings.USUAL, 64L << 20, incoming::add));
    }

    private static JsonNode await(Program them, String event) {
        return Json.parse(them.awaitLine(event, line -> Json.isEvent(line, event)));
    }

    private Program them(String... address) {
        String[] command = new String[2 + address.length];
        command[0] = "node";
        command[1] = script.toString();
        System.arraycopy(address, 0, command, 2, address.length);
        return lab.start(Host.LOOPBACK, command);
    }

    private Transport dial(Program them) throws Exception {
        int theirs = await(them, "listening").get("port").asInt();
        return lab.closeLater(
                us.dial(new InetSocketAddress("127.0.0.1", theirs), Duration.ofSeconds(60)));
    }

    private Transport accept() throws Exception {
        Transport transport = incoming.poll(60, TimeUnit.SECONDS);
        assertThat(transport).as("an incoming connection").isNotNull();
        return lab.closeLater(transport);
    }

    /** Sends bytes and reads as many, at the same time. */
    private static void exchange(Transport transport) throws Exception {
        byte[] bytes = new byte[SIZE];
        new Random(1).nextBytes(bytes);
        Thread writer =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                ByteBuffer left = ByteBuffer.wrap(bytes);
                                while (left.hasRemaining()) {
                                    transport.write(left);
                                }
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
        ByteBuffer came = ByteBuffer.allocate(SIZE);
        while (came.hasRemaining() && transport.read(came) >= 0) {
            // more is to come
        }
        writer.join();
        assertThat(came.array()).isEqualTo(bytes);
    }

    private static void echoToTheEnd(Transport transport) throws Exception {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        while (transport.read(buffer) >= 0) {
            buffer.flip();
            while (buffer.hasRemaining()) {
                transport.write(buffer);
            }
            buffer.clear();
        }
    }

    @Test
    void sendsBackWhatWeSendAndHearsOurEnd() throws Exception {
        Program them = them();
        Transport transport = dial(them);
        exchange(transport);
        transport.close();
        assertThat(await(them, "end").get("received").asInt()).isEqualTo(SIZE);
        them.say("end");
        await(them, "closed");
    }

    @Test
    void endsFirstAndWeHearIt() throws Exception {
        Program them = them();
        Transport transport = dial(them);
        exchange(transport);
        them.say("end");
        assertThat(transport.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        transport.close();
        await(them, "closed");
    }

    @Test
    void dialsUsGetsBackWhatItSendsAndEnds() throws Exception {
        Program them = them("127.0.0.1:" + port.address().getPort());
        them.say("send " + SIZE);
        Transport transport = accept();
        Thread echo =
                Thread.ofVirtual()
                        .start(() -> {
                            try (transport) {
                                echoToTheEnd(transport);
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        });
        assertThat(await(them, "came").get("received").asInt()).isEqualTo(SIZE);
        them.say("end");
        echo.join();
        await(them, "closed");
        assertThat(them.output()).noneMatch(line -> line.contains("different"));
    }
}
