-- Owner: pricing.
-- Work that is billed as a professional service is a product of a type of its own. SUBSCRIPTION is one of the published types.
ALTER TABLE product
    DROP CONSTRAINT product_type_check,
    ADD CONSTRAINT product_type_check CHECK (type IN ('USAGE', 'COMPOSITE', 'FIXED', 'SUBSCRIPTION', 'PRO_SERVICE'));
