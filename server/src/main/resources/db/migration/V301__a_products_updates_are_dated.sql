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
