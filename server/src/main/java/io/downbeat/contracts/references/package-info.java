/**
 * What a contract is called in the systems where it was sold: its NetSuite sales order, its Salesforce opportunity, and its value
 * as sales states it.
 *
 * <p>Owns how these are read from requests, stored and shown; invoices show two of them ({@link
 * io.downbeat.contracts.references.SalesReferences}). Nothing is computed from them. Does not own those of single terms, which
 * are kept with the term.
 *
 * <p>No instants.
 */
@NullMarked
package io.downbeat.contracts.references;

import org.jspecify.annotations.NullMarked;
