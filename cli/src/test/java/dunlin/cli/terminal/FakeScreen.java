package dunlin.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/**
 * As much of a terminal as is needed to see what a person would see: it wraps, scrolls, and when
 * its width changes it wraps anew. Refuses any other sequence.
 */
final class FakeScreen {
    /** As they were written; each takes as many rows as its length needs. */
    private final List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));

    private int rows;
    private int columns;
    private int line;
    private int column;
    private int scrolled;
    private boolean wraps = true;
    private boolean cursorShown = true;

    FakeScreen(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
    }

    void resize(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
        scroll();
    }

    void write(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> {
                    line++;
                    column = 0;
                    if (line == lines.size()) {
                        lines.add(new StringBuilder());
                    }
                    scroll();
                }
                case '\r' -> column = 0;
                case '\033' -> i = escape(text, i + 2);
                default -> put(c);
            }
        }
    }

    private void put(char c) {
        StringBuilder text = lines.get(line);
        if (!wraps && column == columns) {
            column--;
        }
        if (column < text.length()) {
            text.setCharAt(column, c);
        } else {
            text.append(c);
        }
        column++;
        scroll();
    }

    private int escape(String text, int from) {
        int end = from;
        while (!Character.isLetter(text.charAt(end))) {
            end++;
        }
        String argument = text.substring(from, end);
        switch (text.charAt(end)) {
            case 'A' -> up(Integer.parseInt(argument));
            case 'K' -> lines.get(line).setLength(column);
            case 'J' -> {
                lines.get(line).setLength(column);
                lines.subList(line + 1, lines.size()).clear();
            }
            case 'l', 'h' -> {
                boolean on = text.charAt(end) == 'h';
                switch (argument) {
                    case "?25" -> cursorShown = on;
                    case "?7" -> wraps = on;
                    default -> throw new AssertionError("unknown mode " + argument);
                }
            }
            case 'm' -> {}
            default -> throw new AssertionError("unknown sequence " + text.charAt(end));
        }
        return end;
    }

    private int height(int of) {
        return Math.max(1, (lines.get(of).length() + columns - 1) / columns);
    }

    private int row(int of) {
        int row = 0;
        for (int i = 0; i < of; i++) {
            row += height(i);
        }
        return row;
    }

    private void up(int count) {
        int target = Math.max(scrolled, row(line) - count);
        line = 0;
        while (row(line) + height(line) <= target) {
            line++;
        }
        column = (target - row(line)) * columns;
    }

    private void scroll() {
        scrolled = Math.max(scrolled, row(lines.size()) - rows);
    }

    /** How many rows are above the screen, where nothing can be changed any more. */
    int scrolled() {
        return scrolled;
    }

    boolean cursorShown() {
        return cursorShown;
    }

    /** The lines that are not empty, those above the screen too. */
    List<String> lines() {
        return lines.stream().map(StringBuilder::toString).filter(l -> !l.isEmpty()).toList();
    }
}
