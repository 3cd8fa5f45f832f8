-- docs/decisions/0002-usage-events.md has the reasons.

-- What tells an event from its repetition. Narrow, because its index is hit at random places.
CREATE TABLE usage_event_key (
    transaction_id text NOT NULL PRIMARY KEY,
    ordinal        bigint NOT NULL,
    received_at    timestamptz NOT NULL,
    -- When the first repetition came; the search shows that there was one.
    repeated_at    timestamptz
) PARTITION BY HASH (transaction_id);

DO $$
BEGIN
    FOR i IN 0..15 LOOP
        EXECUTE format('CREATE TABLE usage_event_key_%s PARTITION OF usage_event_key'
            || ' FOR VALUES WITH (MODULUS 16, REMAINDER %s)', i, i);
    END LOOP;
END
$$;

-- Finds the old ones: keys come in the order of time, so a summary per block range is enough and costs nothing.
CREATE INDEX usage_event_key_age ON usage_event_key USING brin (received_at);

-- When old keys are next looked for.
CREATE TABLE usage_event_key_sweep (
    only_row boolean PRIMARY KEY CHECK (only_row),
    next_at  timestamptz NOT NULL
);
INSERT INTO usage_event_key_sweep VALUES (true, 'epoch');

-- Written once, at its end; one partition a month of received_at, made when the month's first event comes, dropped
-- whole when it is old. No foreign keys: the check would cost each event a row lock, and nothing referred to is ever
-- deleted.
CREATE TABLE usage_event (
    ordinal        bigint NOT NULL,
    received_at    timestamptz NOT NULL,
    customer_id    uuid,
    -- As it was sent: an id or an alias.
    customer       text NOT NULL,
    transaction_id text NOT NULL,
    event_type     text NOT NULL,
    "timestamp"    timestamptz NOT NULL,
    -- The object as it was sent; json, not jsonb, keeps the client's own digits and costs less to write.
    properties     json NOT NULL
) PARTITION BY RANGE (received_at);

CREATE TABLE usage_event_other_months PARTITION OF usage_event DEFAULT;

-- Block summaries: no cost for a write at the end of the table.
CREATE INDEX usage_event_order ON usage_event USING brin (ordinal) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX usage_event_age ON usage_event USING brin (received_at) WITH (autosummarize = on);

-- Events of nobody yet, found when their alias appears.
CREATE INDEX usage_event_unmatched ON usage_event (customer) WHERE customer_id IS NULL;
