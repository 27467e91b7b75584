package dunlin.cli.option;

/**
 * A number of things, as it stands on the command line.
 *
 * @param number 1 to 1,000,000
 */
public record Count(int number) {
    private static final int MOST = 1_000_000;

    /**
     * @throws IllegalArgumentException if it is not that
     */
    public static Count parse(String text) {
        if (text.matches("[0-9]{1,7}")) {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= MOST) {
                return new Count(number);
            }
        }
        throw new IllegalArgumentException("'" + text + "' is no number: write 1 to " + MOST);
    }

    @Override
    public String toString() {
        return String.valueOf(number);
    }
}
