-- Owner: invoicing. What of the total that the provider bills is tax, and for how much; null where nobody taxed it.
ALTER TABLE external_invoice
    ADD COLUMN total_tax_amount     numeric,
    ADD COLUMN total_taxable_amount numeric,
    ADD CONSTRAINT external_invoice_tax_is_whole CHECK ((total_tax_amount IS NULL) = (total_taxable_amount IS NULL));
