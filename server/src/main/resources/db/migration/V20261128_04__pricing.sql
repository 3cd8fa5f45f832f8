-- Owner: pricing.

CREATE TABLE product (
    id            uuid PRIMARY KEY,
    type          text NOT NULL CHECK (type IN ('USAGE', 'FIXED')),
    custom_fields jsonb NOT NULL CHECK (jsonb_typeof(custom_fields) = 'object'),
    created_at    timestamptz NOT NULL,
    archived_at   timestamptz
);

-- Row 0 is what the product was created with; every other row is one update, holding only what that update changed.
-- Append only: a state that priced something is never rewritten.
CREATE TABLE product_state (
    product_id         uuid NOT NULL REFERENCES product,
    sequence           int NOT NULL CHECK (sequence >= 0),
    starting_at        timestamptz CHECK (mod(extract(epoch FROM starting_at), 3600) = 0),
    created_at         timestamptz NOT NULL,
    billable_metric_id uuid CONSTRAINT product_state_billable_metric REFERENCES billable_metric,
    terms              jsonb NOT NULL CHECK (jsonb_typeof(terms) = 'object'),
    PRIMARY KEY (product_id, sequence),
    CHECK ((sequence = 0) = (starting_at IS NULL))
);

-- A value is never given twice, not even after a rollback: a book of prices kept in a server's memory under a version
-- that was rolled back can never be taken for a later one.
CREATE SEQUENCE rate_card_version;

CREATE TABLE rate_card (
    id                  uuid PRIMARY KEY,
    name                text NOT NULL,
    description         text,
    fiat_credit_type_id uuid NOT NULL,
    custom_fields       jsonb NOT NULL CHECK (jsonb_typeof(custom_fields) = 'object'),
    created_at          timestamptz NOT NULL,
    archived_at         timestamptz,
    version             bigint NOT NULL DEFAULT nextval('rate_card_version')
);

-- Several cards may carry one alias at one time; the one assigned last is meant.
CREATE TABLE rate_card_alias (
    assigned      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    rate_card_id  uuid NOT NULL REFERENCES rate_card,
    name          text NOT NULL,
    starting_at   timestamptz CHECK (mod(extract(epoch FROM starting_at), 3600) = 0),
    ending_before timestamptz CHECK (mod(extract(epoch FROM ending_before), 3600) = 0),
    CHECK (starting_at < ending_before)
);
CREATE INDEX rate_card_alias_of_card ON rate_card_alias (rate_card_id);
CREATE INDEX rate_card_alias_by_name ON rate_card_alias USING hash (name);

CREATE TABLE rate (
    id                   uuid PRIMARY KEY,
    rate_card_id         uuid NOT NULL REFERENCES rate_card,
    product_id           uuid NOT NULL REFERENCES product,
    pricing_group_values jsonb NOT NULL CHECK (jsonb_typeof(pricing_group_values) = 'object'),
    starting_at          timestamptz NOT NULL CHECK (mod(extract(epoch FROM starting_at), 3600) = 0),
    ending_before        timestamptz CHECK (mod(extract(epoch FROM ending_before), 3600) = 0),
    entitled             boolean NOT NULL,
    rate_type            text NOT NULL,
    price                numeric CHECK (price >= 0),
    tiers                jsonb CHECK (jsonb_typeof(tiers) = 'array'),
    created_at           timestamptz NOT NULL,
    CHECK (starting_at < ending_before),
    CHECK (rate_type = 'FLAT' AND price IS NOT NULL AND tiers IS NULL
        OR rate_type = 'TIERED' AND price IS NULL AND tiers IS NOT NULL)
);

-- Over a digest, because group values may be longer than an index entry can be.
CREATE UNIQUE INDEX rate_once_per_start
    ON rate (rate_card_id, product_id, starting_at, md5(pricing_group_values::text));
CREATE INDEX rate_of_product ON rate (product_id);
