package dunlin.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/**
 * As much of a terminal as is needed to see what a person would see. Refuses any other sequence.
 */
final class FakeScreen {
    private final List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
    private int row;
    private int column;
    private boolean cursorShown = true;

    void write(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> {
                    row++;
                    column = 0;
                    if (row == lines.size()) {
                        lines.add(new StringBuilder());
                    }
                }
                case '\r' -> column = 0;
                case '\033' -> i = escape(text, i + 2);
                default -> put(c);
            }
        }
    }

    private void put(char c) {
        StringBuilder line = lines.get(row);
        if (column < line.length()) {
            line.setCharAt(column, c);
        } else {
            line.append(c);
        }
        column++;
    }

    private int escape(String text, int from) {
        int end = from;
        while (!Character.isLetter(text.charAt(end))) {
            end++;
        }
        String argument = text.substring(from, end);
        switch (text.charAt(end)) {
            case 'A' -> row -= Integer.parseInt(argument);
            case 'K' -> lines.get(row).setLength(column);
            case 'J' -> {
                lines.get(row).setLength(column);
                lines.subList(row + 1, lines.size()).clear();
            }
            case 'l', 'h' -> cursorShown = text.charAt(end) == 'h';
            case 'm' -> {}
            default -> throw new AssertionError("unknown sequence " + text.charAt(end));
        }
        return end;
    }

    boolean cursorShown() {
        return cursorShown;
    }

    /** The lines that are not empty. */
    List<String> lines() {
        return lines.stream().map(StringBuilder::toString).filter(l -> !l.isEmpty()).toList();
    }
}
