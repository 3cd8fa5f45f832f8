/**
 * Google Cloud Marketplace, directly: the Procurement API for who is billed, Service Control for what, with a service
 * account's key or by workload identity federation.
 *
 * <p>Owns Google's wire, its tokens and the meaning of its answers. Does not own records, retries or deadlines: those are
 * the ledger's (metering).
 *
 * <p>A frozen record is the operation without its consumer. The operation's id is a UUID version 5 of the record's natural
 * key, and it is what Google tells operations apart by; the consumer ({@code usageReportingId}) is read from the
 * entitlement when the record leaves. An entitlement has one for life, and were it ever to change, an operation that was
 * taken under the old one would still be known by its id: no second effect.
 *
 * <p>Instants: a token's end and a signed assertion carry business time; an operation's interval is its record's hour.
 */
@NullMarked
package io.downbeat.connectors.gcp;

import org.jspecify.annotations.NullMarked;
