package dunlin.bench.packets;

import dunlin.net.udp.PacketPort;
import dunlin.net.udp.PacketPort.Kind;
import dunlin.protocol.PeerAddress;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;

/**
 * One end of a stream of packets: {@code receive ADDRESS PORT MEANS} answers each batch with how
 * much came, until its input ends; {@code send ADDRESS PORT MEANS LENGTH WINDOW SECONDS} sends as
 * fast as that lets it and prints what arrived. MEANS is {@code plain} or {@code batches}; LENGTH
 * and WINDOW are bytes.
 */
final class PacketsRun {
    /** The JVM compiles meanwhile, and the port goes over to batches. */
    private static final double WARM_UP_SECONDS = 2;

    private PacketsRun() {}

    public static void main(String[] arguments) throws Exception {
        InetAddress host = InetAddress.ofLiteral(arguments[1]);
        int number = Integer.parseInt(arguments[2]);
        boolean receives = arguments[0].equals("receive");
        InetSocketAddress at = new InetSocketAddress(receives ? number : 0);
        try (PacketPort port = PacketPort.open(at)) {
            if (arguments[3].equals("batches")) {
                port.expectMuch();
            }
            if (receives) {
                port.lead(Kind.UTP, new Answering(port));
                System.in.transferTo(System.err);
                say(port, "received", port.counts().received());
            } else {
                PeerAddress to = PeerAddress.of(host, number);
                int length = Integer.parseInt(arguments[4]);
                Sending sending = new Sending(port, to, length, Integer.parseInt(arguments[5]));
                port.lead(Kind.UTP, sending);
                sending.run(WARM_UP_SECONDS);
                double cpu = cpuSeconds();
                double seconds = sending.run(Double.parseDouble(arguments[6]));
                double megabytes = sending.arrived() / 1e6;
                System.out.printf(
                        Locale.ROOT,
                        "%.0f MB/s, %.0f packets/s, %.2f CPU s/GB of the sender, %d timeouts%n",
                        megabytes / seconds,
                        sending.arrived() / length / seconds,
                        (cpuSeconds() - cpu) / megabytes * 1e3,
                        sending.timeouts());
                say(port, "sent", port.counts().sent());
            }
        }
    }

    private static void say(PacketPort port, String what, long packets) {
        System.out.printf(
                Locale.ROOT,
                "%s %d packets, %.2f CPU s, %s, %d bytes of buffer%n",
                what,
                packets,
                cpuSeconds(),
                port.counts(),
                port.receiveBuffer());
    }

    /** What the whole process has used. */
    private static double cpuSeconds() {
        return ((com.sun.management.OperatingSystemMXBean)
                                ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e9;
    }
}
