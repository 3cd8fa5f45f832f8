-- Owner: pricing.

-- What a composite product is a share of stands in its terms.
ALTER TABLE product DROP CONSTRAINT product_type_check,
    ADD CONSTRAINT product_type_check CHECK (type IN ('USAGE', 'COMPOSITE', 'FIXED'));

-- A share has its fractions where other rates have prices, and may have a minimum in the card's currency.
ALTER TABLE rate DROP CONSTRAINT rate_check1,
    ADD COLUMN minimum numeric CHECK (minimum >= 0),
    ADD CONSTRAINT rate_whole CHECK (
        rate_type IN ('FLAT', 'PERCENTAGE') AND price IS NOT NULL AND tiers IS NULL
        OR rate_type IN ('TIERED', 'TIERED_PERCENTAGE') AND price IS NULL AND tiers IS NOT NULL),
    ADD CONSTRAINT rate_minimum_of_a_share CHECK (
        minimum IS NULL OR rate_type IN ('PERCENTAGE', 'TIERED_PERCENTAGE')),
    ADD CONSTRAINT rate_share_of_money CHECK (
        rate_type NOT IN ('PERCENTAGE', 'TIERED_PERCENTAGE') OR credit_type_id IS NULL AND commit_rate_type IS NULL);

-- Owner: contracts. The same of a rate that a contract overwrites.
ALTER TABLE rate_override DROP CONSTRAINT rate_override_check7,
    ADD COLUMN minimum numeric CHECK (minimum >= 0),
    ADD CONSTRAINT rate_override_rate_whole CHECK (
        rate_type IS NULL AND price IS NULL AND tiers IS NULL
        OR rate_type IN ('FLAT', 'PERCENTAGE') AND price IS NOT NULL AND tiers IS NULL
        OR rate_type IN ('TIERED', 'TIERED_PERCENTAGE') AND price IS NULL AND tiers IS NOT NULL),
    ADD CONSTRAINT rate_override_minimum_of_a_share CHECK (minimum IS NULL OR rate_type = 'PERCENTAGE');
