-- Owner: contracts.
--
-- What a contract agrees on instead of the rates of its card, and which of several multipliers on one rate holds.

ALTER TABLE contract ADD COLUMN multiplier_prioritization text NOT NULL DEFAULT 'LOWEST_MULTIPLIER'
    CONSTRAINT contract_multiplier_prioritization_known
    CHECK (multiplier_prioritization IN ('LOWEST_MULTIPLIER', 'EXPLICIT'));

CREATE TABLE rate_override (
    customer_id        uuid NOT NULL,
    id                 uuid NOT NULL,
    contract_id        uuid NOT NULL,
    -- Of two overwritten rates in force the one added last holds.
    sequence           bigint GENERATED ALWAYS AS IDENTITY,
    -- Whose rates: a product's, those of products with any of the tags, or as the specifiers say.
    product_id         uuid REFERENCES product,
    product_tags       text[] CHECK (cardinality(product_tags) > 0),
    -- Nothing where it only says who is entitled.
    modifier           text
        CONSTRAINT rate_override_modifier_known CHECK (modifier IN ('OVERWRITE', 'MULTIPLIER', 'TIERED')),
    rate_type          text,
    price              numeric CHECK (price >= 0),
    tiers              jsonb CHECK (jsonb_typeof(tiers) = 'array'),
    multiplier         numeric CHECK (multiplier >= 0),
    multiplier_tiers   jsonb CHECK (jsonb_typeof(multiplier_tiers) = 'array'),
    entitled           boolean,
    priority           numeric CHECK (priority > 0),
    is_commit_specific boolean NOT NULL,
    target_rate        text NOT NULL
        CONSTRAINT rate_override_target_rate_known CHECK (target_rate IN ('LIST_RATE', 'COMMIT_RATE')),
    starting_at        timestamptz NOT NULL CHECK (mod(extract(epoch FROM starting_at), 3600) = 0),
    ending_before      timestamptz CHECK (mod(extract(epoch FROM ending_before), 3600) = 0),
    created_at         timestamptz NOT NULL,
    PRIMARY KEY (customer_id, id),
    FOREIGN KEY (customer_id, contract_id) REFERENCES contract (customer_id, id),
    CHECK (starting_at < ending_before),
    CHECK (product_id IS NULL OR product_tags IS NULL),
    CHECK (target_rate = 'LIST_RATE' OR is_commit_specific),
    CHECK (modifier IS NOT NULL OR entitled IS NOT NULL),
    CHECK ((modifier IS NOT DISTINCT FROM 'MULTIPLIER') = (multiplier IS NOT NULL)),
    CHECK ((modifier IS NOT DISTINCT FROM 'TIERED') = (multiplier_tiers IS NOT NULL)),
    CHECK ((modifier IS NOT DISTINCT FROM 'OVERWRITE') = (rate_type IS NOT NULL)),
    CHECK (rate_type IS NULL AND price IS NULL AND tiers IS NULL
        OR rate_type = 'FLAT' AND price IS NOT NULL AND tiers IS NULL
        OR rate_type = 'TIERED' AND price IS NULL AND tiers IS NOT NULL)
);
CREATE INDEX rate_override_of_contract ON rate_override (customer_id, contract_id, sequence);

CREATE TABLE rate_override_specifier (
    customer_id               uuid NOT NULL,
    rate_override_id          uuid NOT NULL,
    place                     int NOT NULL CHECK (place >= 0),
    product_id                uuid REFERENCES product,
    product_tags              text[] NOT NULL,
    pricing_group_values      jsonb NOT NULL CHECK (jsonb_typeof(pricing_group_values) = 'object'),
    presentation_group_values jsonb NOT NULL CHECK (jsonb_typeof(presentation_group_values) = 'object'),
    -- Of commits and credits that may be another contract's or the customer's; they are never removed.
    commit_ids                uuid[] NOT NULL,
    recurring_commit_ids      uuid[] NOT NULL,
    any_commit_or_credit_ids  uuid[] NOT NULL,
    PRIMARY KEY (customer_id, rate_override_id, place),
    FOREIGN KEY (customer_id, rate_override_id) REFERENCES rate_override (customer_id, id) ON DELETE CASCADE
);
