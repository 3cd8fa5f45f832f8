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
