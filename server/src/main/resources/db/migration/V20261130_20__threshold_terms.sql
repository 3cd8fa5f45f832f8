-- Owner: contracts.

-- What a prepaid threshold's commit applies to beyond products and tags; in which custom unit it counts, and what it leaves
-- out; until when a period's purchases are discounted. The specifiers are as requests have them.
ALTER TABLE threshold_configuration
    ADD COLUMN commit_specifiers jsonb CHECK (jsonb_typeof(commit_specifiers) = 'array'),
    ADD COLUMN custom_credit_type_id uuid REFERENCES custom_credit_type (id),
    ADD COLUMN balance_specifiers jsonb CHECK (jsonb_typeof(balance_specifiers) = 'array'),
    ADD COLUMN cap_amount numeric CHECK (cap_amount >= 0),
    ADD COLUMN cap_tracker text,
    ADD CONSTRAINT threshold_configuration_cap_is_whole CHECK ((cap_amount IS NULL) = (cap_tracker IS NULL)),
    ADD CONSTRAINT threshold_configuration_cap_of_a_discount CHECK (cap_amount IS NULL OR payment_fraction IS NOT NULL),
    ADD CONSTRAINT threshold_configuration_counts_a_balance CHECK (
        kind = 'PREPAID_BALANCE'
        OR (custom_credit_type_id IS NULL AND balance_specifiers IS NULL AND commit_specifiers IS NULL));
