/**
 * NetSuite, direct: one invoice record for each delivery, made by an upsert under an external id of ours.
 *
 * <p>Owns: what an invoice looks like at NetSuite, when it is sent, looked for and deleted, what NetSuite's answers mean,
 * and the hourly look whether invoices were paid. Does not own: claims, intents, waiting and retrying (the delivery
 * engine does), items (products carry them) or credentials (providers keep them).
 *
 * <p>Instants that differ: NetSuite keeps dates in the account's own time zone; the transaction date is the UTC day on
 * which our invoice was issued. What an account made in an interval is told by the delivery id inside the external id,
 * which is our time, so a simulated clock of ours never meets a real one of theirs.
 */
@NullMarked
package io.downbeat.connectors.netsuite;

import org.jspecify.annotations.NullMarked;
