/**
 * What a contract agreed on beside prices, commits and credits, in words: a class for each kind of terms, in one list.
 *
 * <p>Pure: asks no feature and knows no request. Owns no rule: what the terms mean for an invoice is told by {@code rating} and
 * {@code invoicing}. Does not own overrides ({@code console.contracts}), nor commits and credits ({@code console.commits}).
 */
@NullMarked
package io.downbeat.console.terms;

import org.jspecify.annotations.NullMarked;
