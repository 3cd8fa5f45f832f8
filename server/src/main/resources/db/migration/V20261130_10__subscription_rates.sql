-- Owner: pricing. Products that are charged for whole billing periods, and what one of them costs for a period of a length.
ALTER TABLE product DROP CONSTRAINT product_type_check,
    ADD CONSTRAINT product_type_check CHECK (type IN ('USAGE', 'COMPOSITE', 'FIXED', 'SUBSCRIPTION'));

ALTER TABLE rate
    ADD COLUMN billing_frequency text
        CONSTRAINT rate_billing_frequency_known CHECK (billing_frequency IN ('WEEKLY', 'MONTHLY', 'QUARTERLY', 'ANNUAL')),
    ADD CONSTRAINT rate_for_a_period_is_one_price_in_money CHECK (
        billing_frequency IS NULL OR rate_type = 'FLAT' AND credit_type_id IS NULL AND commit_rate_type IS NULL);

DROP INDEX rate_once_per_start;
CREATE UNIQUE INDEX rate_once_per_start
    ON rate (rate_card_id, product_id, starting_at, md5(pricing_group_values::text), coalesce(billing_frequency, ''));
