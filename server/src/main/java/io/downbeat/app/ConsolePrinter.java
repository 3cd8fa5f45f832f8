package io.downbeat.app;

import java.io.Console;
import java.io.PrintStream;
import java.util.List;

/** Prints a story to a terminal: chapters, facts, tables; in colour where colour can be seen. */
public final class ConsolePrinter {
    private final PrintStream out;
    private final boolean colour;
    private int chapter;

    public ConsolePrinter(PrintStream out, boolean colour) {
        this.out = out;
        this.colour = colour;
    }

    public void title(String text) {
        out.println();
        out.println(paint("1", text));
    }

    /** To the standard output, coloured where a person looks at it and did not ask for plain text. */
    @SuppressWarnings(
            "SystemConsoleNull") // Java 22 to 24 always give a console, 25 again none where there is no terminal.
    public static ConsolePrinter ofProcess() {
        Console console = System.console();
        boolean coloured = console != null && console.isTerminal() && System.getenv("NO_COLOR") == null;
        return new ConsolePrinter(System.out, coloured);
    }

    public void chapter(String text) {
        chapter++;
        out.println();
        out.println(paint("1;36", "%d  %s".formatted(chapter, text)));
    }

    public void fact(String format, Object... values) {
        out.println("   " + format.formatted(values));
    }

    public void good(String text) {
        out.println("   " + paint("32", "✓ ") + text);
    }

    public void bad(String text) {
        out.println("   " + paint("31", "✗ ") + text);
    }

    public void line() {
        out.println();
    }

    /** Columns as wide as their widest cell; a cell that is a number stands to the right. */
    public void table(List<String> heads, List<List<String>> rows) {
        int[] widths = heads.stream().mapToInt(String::length).toArray();
        rows.forEach(row -> {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        out.println("   " + paint("2", row(heads, widths)));
        rows.forEach(row -> out.println("   " + row(row, widths)));
    }

    private static String row(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            boolean number = cells.get(i).matches("-?\\$?[\\d,.]+");
            line.append(("%" + (number ? "" : "-") + widths[i] + "s  ").formatted(cells.get(i)));
        }
        return line.toString().stripTrailing();
    }

    private String paint(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
