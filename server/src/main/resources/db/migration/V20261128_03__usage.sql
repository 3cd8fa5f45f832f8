-- Owner: usage. docs/decisions/0002-usage-events.md has the reasons.

-- Numbers every event in the order it was received. A metric takes a number too, when it is created: it counts the
-- events after it, whatever clock the server runs on, and also where an event finds its customer only later.
CREATE SEQUENCE usage_ordinal;

CREATE TABLE billable_metric (
    id                uuid PRIMARY KEY,
    name              text NOT NULL,
    aggregation_type  text NOT NULL CHECK (aggregation_type IN ('COUNT', 'LATEST', 'MAX', 'SUM', 'UNIQUE')),
    aggregation_key   text,
    event_type_filter jsonb NOT NULL,
    property_filters  jsonb NOT NULL,
    group_keys        jsonb NOT NULL,
    custom_fields     jsonb NOT NULL,
    created_at        timestamptz NOT NULL,
    archived_at       timestamptz,
    sees_from         bigint NOT NULL DEFAULT nextval('usage_ordinal'),
    CHECK ((aggregation_key IS NULL) = (aggregation_type = 'COUNT'))
);

-- Goes up with every metric, in the metric's own transaction. Every write of events reads it, so a server never counts
-- by a set of metrics older than the write.
CREATE TABLE billable_metric_version (
    only_row boolean PRIMARY KEY CHECK (only_row),
    version  bigint NOT NULL
);
INSERT INTO billable_metric_version VALUES (true, 0);

-- What tells an event from its repetition. Narrow, because its index is hit at random places. In one piece: cut by a
-- hash, each write would go through every part, for nothing that is faster.
CREATE TABLE usage_event_key (
    transaction_id text NOT NULL PRIMARY KEY,
    ordinal        bigint NOT NULL,
    received_at    timestamptz NOT NULL
);

-- Finds the old ones: keys come in the order of time, so a summary per block range is enough and costs nothing.
CREATE INDEX usage_event_key_age ON usage_event_key USING brin (received_at);

-- That an event was sent again, and when first. Beside the keys, not in them: marking a key would cost a search for it and a
-- new version of the row; this is one insert, and only when something repeats. Leaves with its key.
CREATE TABLE usage_event_repeat (
    transaction_id text NOT NULL PRIMARY KEY,
    repeated_at    timestamptz NOT NULL
);

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
    -- timestamptz ends at the microsecond. The nanoseconds after it, 0 to 999, decide which of two events is the latest.
    nanos          smallint NOT NULL DEFAULT 0,
    -- The object as it was sent; json, not jsonb, keeps the client's own digits and costs less to write.
    properties     json NOT NULL
) PARTITION BY RANGE (received_at);

CREATE TABLE usage_event_other_months PARTITION OF usage_event DEFAULT;

-- Block summaries: no cost for a write at the end of the table.
CREATE INDEX usage_event_order ON usage_event USING brin (ordinal) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX usage_event_age ON usage_event USING brin (received_at) WITH (autosummarize = on);

-- Events of nobody yet, found when their alias appears.
CREATE INDEX usage_event_unmatched ON usage_event (customer) WHERE customer_id IS NULL;

-- What can be asked for by itself: a customer's usage of a metric, by one group of one declared group key (0: not
-- grouped). Written when the group is first seen, never changed; servers remember the ids. A customer's series lie beside
-- each other and beside its hours. No foreign key to the metric: no metric is ever deleted.
CREATE TABLE usage_series (
    customer_id  uuid NOT NULL,
    id           bigint GENERATED ALWAYS AS IDENTITY,
    metric_id    uuid NOT NULL,
    group_set    smallint NOT NULL CHECK (group_set >= 0),
    -- A hash of group_values, which may be longer than an index takes.
    group_id     uuid NOT NULL,
    group_values text[] NOT NULL,
    PRIMARY KEY (customer_id, id),
    UNIQUE (customer_id, metric_id, group_set, group_id)
);

-- One narrow row per series and hour, written in the transaction that writes the events, so never behind them.
-- No foreign key to the series: the check would lock the series' row for every write of a new hour.
CREATE TABLE usage_hour (
    customer_id    uuid NOT NULL,
    series_id      bigint NOT NULL,
    hour           timestamptz NOT NULL CHECK (hour = date_trunc('hour', hour, 'UTC')),
    aggregation    text NOT NULL CHECK (aggregation IN ('COUNT', 'LATEST', 'MAX', 'SUM', 'UNIQUE')),
    -- COUNT and SUM: the sum; MAX: the greatest; LATEST: the latest value; UNIQUE: not used, see usage_unique.
    quantity       numeric NOT NULL,
    -- The event LATEST was taken from; of two at one instant, the one received later.
    latest_at      timestamptz,
    latest_nanos   smallint NOT NULL DEFAULT 0,
    latest_ordinal bigint,
    PRIMARY KEY (customer_id, series_id, hour),
    CHECK ((aggregation = 'LATEST') = (latest_at IS NOT NULL) AND (latest_at IS NULL) = (latest_ordinal IS NULL))
    -- Room in each page: an update of the current hour then stays in its page and touches no index.
) WITH (fillfactor = 70);

-- The different values of UNIQUE, as hashes.
CREATE TABLE usage_unique (
    customer_id uuid NOT NULL,
    series_id   bigint NOT NULL,
    hour        timestamptz NOT NULL,
    value_id    uuid NOT NULL,
    PRIMARY KEY (customer_id, series_id, hour, value_id)
);
