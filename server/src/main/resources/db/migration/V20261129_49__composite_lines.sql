-- Owner: invoicing. Whether a line tops a composite product up to its minimum.
ALTER TABLE invoice_line
    ADD COLUMN is_minimum boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT invoice_line_minimum_of_a_composite CHECK (
        NOT is_minimum OR type = 'usage' AND product_type = 'CompositeProductListItem');
