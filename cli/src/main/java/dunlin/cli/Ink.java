package dunlin.cli;

/** Emphasis on a terminal; where {@code on} is false, text stays as it is. */
record Ink(boolean on) {
    String bold(String text) {
        return dress("1", text);
    }

    String dim(String text) {
        return dress("2", text);
    }

    String green(String text) {
        return dress("32", text);
    }

    String yellow(String text) {
        return dress("33", text);
    }

    String red(String text) {
        return dress("31", text);
    }

    private String dress(String code, String text) {
        return on ? "\033[" + code + "m" + text + "\033[0m" : text;
    }
}
