/**
 * The professional services of a contract: work that is billed on request, up to an amount.
 *
 * <p>Owns how they are read from requests, stored and shown ({@link
 * io.downbeat.contracts.services.ProfessionalServicesPart}), and the table {@code professional_service}. Does not own what is
 * billed of them, nor that it stays within the maximum: that is the invoices' ({@code invoicing.lifecycle}).
 */
@NullMarked
package io.downbeat.contracts.services;

import org.jspecify.annotations.NullMarked;
