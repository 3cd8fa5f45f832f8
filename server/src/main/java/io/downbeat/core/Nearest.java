package io.downbeat.core;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Which of some names was meant by one that is misspelt. */
public final class Nearest {
    private Nearest() {}

    /**
     * The name that differs least, by so many letters at most and by less than half of its own. What is given may be of any
     * length.
     */
    public static Optional<String> to(String given, Collection<String> names, int most) {
        return names.stream()
                .filter(name -> Math.abs(name.length() - given.length()) <= most)
                .filter(name -> distance(name, given) <= Math.min(most, (name.length() - 1) / 2))
                .min(Comparator.<String>comparingInt(name -> distance(name, given))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** How many letters must be changed, left out, put in or exchanged with their neighbour to make one of the other. */
    private static int distance(String one, String other) {
        int[][] cost = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : least(cost, one, other, i, j);
            }
        }
        return cost[one.length()][other.length()];
    }

    private static int least(int[][] cost, String one, String other, int i, int j) {
        int changed = cost[i - 1][j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        int least = Math.min(changed, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean exchanged =
                i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1);
        return exchanged ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
    }
}
