/**
 * Azure Marketplace, directly: the SaaS metering API, with client credentials of the publisher's own application.
 *
 * <p>Owns Azure's wire and the meaning of its answers. Does not own records, retries or deadlines: those are the ledger's
 * (metering).
 *
 * <p>A frozen record names what Azure tells records apart by, resource, dimension and hour, and the quantity. The plan is
 * none of these: it is read from the subscription and put in when the record leaves. A customer who changes plans
 * between two attempts therefore still meets one hour, of which Azure keeps the first record, whatever plan it named.
 *
 * <p>Instants: a token's end is business time; a usage day is Azure's own, midnight to midnight UTC.
 */
@NullMarked
package io.downbeat.connectors.azure;

import org.jspecify.annotations.NullMarked;
