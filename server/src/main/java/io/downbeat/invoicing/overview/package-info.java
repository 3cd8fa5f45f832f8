/**
 * A customer's invoices for pages that are looked at by the customer: which of them there are, the one issued last first. And
 * for usage, which is below: the periods by which they bill at a moment.
 *
 * <p>Owns no table and no amount: it finds invoices by what is asked, and {@link io.downbeat.invoicing.Invoicing} says what
 * they come to.
 */
@NullMarked
package io.downbeat.invoicing.overview;

import org.jspecify.annotations.NullMarked;
