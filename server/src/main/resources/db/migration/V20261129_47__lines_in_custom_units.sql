-- Owner: invoicing.

-- The custom unit that a line is in, nothing where it is in its invoice's currency; and the unit that a line converts what is
-- left of into that currency. A line in a unit is never money, so nothing but usage and what pays it is in one.
ALTER TABLE invoice_line
    ADD COLUMN credit_type_id uuid,
    ADD COLUMN converted_credit_type_id uuid,
    ADD CONSTRAINT invoice_line_in_a_unit CHECK (
        credit_type_id IS NULL OR type IN ('usage', 'applied_commit_or_credit')),
    ADD CONSTRAINT invoice_line_converts_a_unit CHECK (
        (type = 'cpu_conversion') = (converted_credit_type_id IS NOT NULL)
        AND (type <> 'cpu_conversion' OR product_id IS NULL AND balance_id IS NULL AND quantity IS NOT NULL));
