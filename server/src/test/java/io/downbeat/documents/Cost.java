package io.downbeat.documents;

/** What a long invoice costs: lines, seconds, pages' bytes. With a heap given by -Xmx it tells what is enough. */
final class Cost {
    private Cost() {}

    public static void main(String[] args) {
        for (int round = 0; round < 3; round++) {
            for (String lines : args) {
                long began = System.nanoTime();
                byte[] pdf =
                        Pictures.lines(new Sample(), Integer.parseInt(lines)).pdf();
                System.out.printf(
                        "%s lines: %.2f s, %d KB, %d MB of heap taken%n",
                        lines,
                        (System.nanoTime() - began) / 1e9,
                        pdf.length / 1024,
                        (Runtime.getRuntime().totalMemory()
                                        - Runtime.getRuntime().freeMemory())
                                >> 20);
            }
        }
    }
}
