/**
 * {@code bench --only growth}: what becomes slower as there is more of it, and what does not: events, contracts whose month
 * ends together, customers beside the one that is asked about, an account that is read whole.
 *
 * <p>Owns the sizes at which is looked and the checks that nothing is lost on the way. Does not own the accounts, which are
 * copies of those that other measures use too.
 */
@NullMarked
package io.downbeat.lab.bench.growth;

import org.jspecify.annotations.NullMarked;
