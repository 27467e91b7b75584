package dunlin.protocol;

/**
 * Which Dunlin this is. The number stands here and in the build's own files, and a test holds them
 * together; everything that tells it on the wire or to a person takes it from here.
 */
public final class Version {
    /** Major, minor and patch: major below 100, the others below 10, as a peer id has room for. */
    public static final String NUMBER = "0.1.0";

    /** Program and version, as other peers and people see it. */
    public static final String CLIENT = "Dunlin " + NUMBER;

    private Version() {}

    /** The four digits in a peer id: two of the major number, then one and one. */
    static String digits() {
        String[] numbers = NUMBER.split("\\.", -1);
        return "%02d%s%s".formatted(Integer.parseInt(numbers[0]), numbers[1], numbers[2]);
    }
}
