package io.downbeat.app.terminal;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Prints a story to a terminal: chapters, facts, tables; in colour where colour can be seen, and broken between words
 * where the terminal would break in the middle of one.
 */
public final class ConsolePrinter {
    private static final String MARGIN = "   ";
    private static final int GAP = 2;

    private final PrintStream out;
    private final boolean colour;
    private final int width;
    private int chapter;

    /** For a file or a program: lines are not broken. */
    public ConsolePrinter(PrintStream out, boolean colour) {
        this(out, colour, Terminal.UNBROKEN);
    }

    ConsolePrinter(PrintStream out, boolean colour, int width) {
        this.out = out;
        this.colour = colour;
        this.width = width;
    }

    /** To the standard output, coloured where a person looks at it and did not ask for plain text. */
    public static ConsolePrinter ofProcess() {
        Terminal terminal = Terminal.ofOutput();
        return new ConsolePrinter(System.out, terminal.colours(), terminal.width());
    }

    public void title(String text) {
        out.println();
        wrapped(text, width).forEach(line -> out.println(paint("1", line)));
    }

    public void chapter(String text) {
        chapter++;
        out.println();
        out.println(paint("1;36", "%d  %s".formatted(chapter, text)));
    }

    public void fact(String format, Object... values) {
        wrapped(format.formatted(values), width - MARGIN.length()).forEach(line -> out.println(MARGIN + line));
    }

    /** A line that somebody will copy: it is never broken, however narrow the terminal. */
    public void toCopy(String text) {
        out.println(MARGIN + text);
    }

    public void good(String text) {
        marked(paint("32", "✓ "), text);
    }

    public void bad(String text) {
        marked(paint("31", "✗ "), text);
    }

    public void line() {
        out.println();
    }

    /** Columns as wide as their widest cell, if all of them fit; a cell that is a number stands to the right. */
    public void table(List<String> heads, List<List<String>> rows) {
        int[] widths = widths(heads, rows);
        row(heads, widths).forEach(line -> out.println(MARGIN + paint("2", line)));
        rows.forEach(row -> row(row, widths).forEach(line -> out.println(MARGIN + line)));
    }

    private void marked(String mark, String text) {
        String before = MARGIN + mark;
        for (String line : wrapped(text, width - MARGIN.length() - 2)) {
            out.println(before + line);
            before = MARGIN + "  ";
        }
    }

    /** The widest column gives way first, and none becomes narrower than its longest word: ids are copied from here. */
    private int[] widths(List<String> heads, List<List<String>> rows) {
        int[] widths = new int[heads.size()];
        int[] words = new int[heads.size()];
        measure(heads, widths, words);
        rows.forEach(row -> measure(row, widths, words));
        while (Arrays.stream(widths).sum() + GAP * (widths.length - 1) > width - MARGIN.length()) {
            int widest = -1;
            for (int i = 0; i < widths.length; i++) {
                if (widths[i] > words[i] && (widest < 0 || widths[i] > widths[widest])) {
                    widest = i;
                }
            }
            if (widest < 0) {
                break;
            }
            widths[widest]--;
        }
        return widths;
    }

    private static void measure(List<String> cells, int[] widths, int[] words) {
        for (int i = 0; i < cells.size(); i++) {
            widths[i] = Math.max(widths[i], cells.get(i).length());
            for (String word : cells.get(i).split(" ")) {
                words[i] = Math.max(words[i], word.length());
            }
        }
    }

    private static List<String> row(List<String> cells, int[] widths) {
        List<String> lines = new ArrayList<>();
        List<List<String>> broken = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            broken.add(wrapped(cells.get(i), widths[i]));
        }
        int height = broken.stream().mapToInt(List::size).max().orElse(0);
        for (int n = 0; n < height; n++) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < cells.size(); i++) {
                String part = n < broken.get(i).size() ? broken.get(i).get(n) : "";
                line.append(cell(part, widths[i], isNumber(cells.get(i))));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private static String cell(String text, int width, boolean toTheRight) {
        String space = " ".repeat(Math.max(0, width - text.length()));
        return (toTheRight ? space + text : text + space) + " ".repeat(GAP);
    }

    /** The whole cell: a line of a text that was broken may be a number too. */
    private static boolean isNumber(String cell) {
        return cell.matches("-|-?\\$?[\\d,.]+( %)?");
    }

    /** Broken at spaces only, further lines as deep as the first; a word longer than the room stands out. */
    static List<String> wrapped(String text, int room) {
        if (text.length() <= room) {
            return List.of(text);
        }
        String indent = text.substring(0, text.length() - text.stripLeading().length());
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(indent);
        for (String word : text.stripLeading().split(" ")) {
            boolean isFirst = line.length() == indent.length();
            if (!isFirst && line.length() + 1 + word.length() > room) {
                lines.add(line.toString());
                line.setLength(indent.length());
                isFirst = true;
            }
            line.append(isFirst ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private String paint(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
