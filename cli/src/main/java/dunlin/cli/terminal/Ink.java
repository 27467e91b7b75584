package dunlin.cli.terminal;

/** Emphasis on a terminal; where {@code on} is false, text stays as it is. */
public record Ink(boolean on) {
    public String bold(String text) {
        return dress("1", text);
    }

    public String dim(String text) {
        return dress("2", text);
    }

    public String green(String text) {
        return dress("32", text);
    }

    public String yellow(String text) {
        return dress("33", text);
    }

    public String red(String text) {
        return dress("31", text);
    }

    private String dress(String code, String text) {
        return on ? "\033[" + code + "m" + text + "\033[0m" : text;
    }
}
