package io.downbeat.verification;

/**
 * One invariant of design.md part 2 as two questions to the database. Both may name {@code :from}, {@code :until}
 * (half open) and {@code :now}.
 *
 * @param name a sentence, with underscores
 * @param counting answers one number: how much was looked at
 * @param finding answers {@code invoice_id} (may be null) and {@code detail} for each violation
 */
public record Check(String name, String counting, String finding) {}
