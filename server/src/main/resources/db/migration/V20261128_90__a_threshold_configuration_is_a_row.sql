-- Threshold billing of contracts, in the words of the API but typed. Which product the commit is bought as is checked by
-- the server: a FIXED one. Amounts are in the unit that the contract's rate card counts in.
CREATE TABLE threshold_configuration (
    contract_id              uuid NOT NULL REFERENCES contract,
    kind                     text NOT NULL
        CONSTRAINT threshold_configuration_kind_known CHECK (kind IN ('SPEND', 'PREPAID_BALANCE')),
    is_enabled               boolean NOT NULL,
    threshold_amount         numeric NOT NULL CHECK (threshold_amount > 0),
    recharge_to_amount       numeric CHECK (recharge_to_amount > threshold_amount),
    product_id               uuid NOT NULL REFERENCES product,
    commit_name              text,
    commit_description       text,
    commit_priority          numeric,
    -- Nothing where the request said nothing, which is not the same as an empty list when it is shown again.
    applicable_product_ids   uuid[],
    applicable_product_tags  text[],
    payment_gate             text NOT NULL
        CONSTRAINT threshold_configuration_gate_known CHECK (payment_gate IN ('NONE', 'STRIPE', 'EXTERNAL')),
    tax                      text
        CONSTRAINT threshold_configuration_tax_known CHECK (tax IN ('NONE', 'STRIPE', 'ANROK', 'PRECALCULATED')),
    stripe_payment           text
        CONSTRAINT threshold_configuration_payment_known CHECK (stripe_payment IN ('INVOICE', 'PAYMENT_INTENT')),
    stripe_metadata          jsonb CHECK (jsonb_typeof(stripe_metadata) = 'object'),
    precalculated_tax_amount numeric,
    precalculated_tax_name   text,
    payment_fraction         numeric CHECK (payment_fraction > 0 AND payment_fraction <= 1),
    PRIMARY KEY (contract_id, kind),
    CHECK ((kind = 'PREPAID_BALANCE') = (recharge_to_amount IS NOT NULL))
);

ALTER TABLE contract
    DROP COLUMN spend_threshold_configuration,
    DROP COLUMN prepaid_balance_threshold_configuration;
