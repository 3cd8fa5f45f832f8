package io.downbeat.console.commits;

/**
 * A commit or credit in a list.
 *
 * @param kind such as {@code Prepaid commit, monthly}
 * @param css of the dot before its state
 * @param left what can be used of it now
 * @param of what that was at first; empty where it is not under way
 * @param when it can be used
 * @param more how much comes after that; empty for nothing
 */
public record BalanceRow(
        String id,
        String href,
        String name,
        String kind,
        String state,
        String css,
        String left,
        String of,
        String when,
        String more,
        String appliesTo,
        String priority) {}
