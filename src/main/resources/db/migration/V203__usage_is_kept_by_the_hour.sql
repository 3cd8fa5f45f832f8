-- One row per customer, metric, declared group key (0: ungrouped), hour and group. Written in the transaction that
-- writes the events, so it is never behind them.
CREATE TABLE usage_hour (
    customer_id  uuid NOT NULL,
    metric_id    uuid NOT NULL,
    group_set    smallint NOT NULL CHECK (group_set >= 0),
    hour         timestamptz NOT NULL CHECK (hour = date_trunc('hour', hour, 'UTC')),
    -- A hash of group_values, which may be longer than an index takes.
    group_id     uuid NOT NULL,
    group_values text[] NOT NULL,
    aggregation  text NOT NULL CHECK (aggregation IN ('COUNT', 'LATEST', 'MAX', 'SUM', 'UNIQUE')),
    -- COUNT and SUM: the sum; MAX: the greatest; LATEST: the latest value; UNIQUE: not used, see usage_unique.
    quantity     numeric NOT NULL,
    -- The event LATEST was taken from.
    latest_at      timestamptz NOT NULL,
    latest_ordinal bigint NOT NULL,
    PRIMARY KEY (customer_id, metric_id, group_set, hour, group_id)
    -- Room in each page: an update of the current hour then stays in its page and touches no index.
) WITH (fillfactor = 70);

-- The different values of UNIQUE, as hashes.
CREATE TABLE usage_unique (
    customer_id uuid NOT NULL,
    metric_id   uuid NOT NULL,
    group_set   smallint NOT NULL,
    hour        timestamptz NOT NULL,
    group_id    uuid NOT NULL,
    value_id    uuid NOT NULL,
    PRIMARY KEY (customer_id, metric_id, group_set, hour, group_id, value_id)
);
