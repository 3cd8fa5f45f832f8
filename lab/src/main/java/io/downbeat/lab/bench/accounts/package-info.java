/**
 * Customers, prices and contracts to measure with: made through the API, and copied in SQL where there have to be many.
 */
@NullMarked
package io.downbeat.lab.bench.accounts;

import org.jspecify.annotations.NullMarked;
