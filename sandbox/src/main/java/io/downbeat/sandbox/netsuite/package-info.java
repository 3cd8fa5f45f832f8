/**
 * NetSuite's REST services, as far as invoices go, with the token endpoint before them and SuiteQL beside them.
 *
 * <p>Owns: invoices, found by external id. Does not own: customers, subsidiaries, items and currencies, which exist as
 * their ids say.
 *
 * <p>Instants that differ: an invoice's <em>createdDate</em> and a token's end are the sandbox's clock's; the transaction's
 * date is the sender's.
 */
@NullMarked
package io.downbeat.sandbox.netsuite;

import org.jspecify.annotations.NullMarked;
