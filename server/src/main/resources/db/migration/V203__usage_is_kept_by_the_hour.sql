-- What can be asked for by itself: a customer's usage of a metric, by one group of one declared group key (0: not
-- grouped). Written when the group is first seen, never changed; servers remember the ids.
CREATE TABLE usage_series (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id  uuid NOT NULL,
    metric_id    uuid NOT NULL REFERENCES billable_metric,
    group_set    smallint NOT NULL CHECK (group_set >= 0),
    -- A hash of group_values, which may be longer than an index takes.
    group_id     uuid NOT NULL,
    group_values text[] NOT NULL,
    UNIQUE (customer_id, metric_id, group_set, group_id)
);

-- One narrow row per series and hour, written in the transaction that writes the events, so never behind them.
-- No foreign key to the series: the check would lock the series' row for every write of a new hour.
CREATE TABLE usage_hour (
    customer_id uuid NOT NULL,
    series_id   bigint NOT NULL,
    hour        timestamptz NOT NULL CHECK (hour = date_trunc('hour', hour, 'UTC')),
    aggregation text NOT NULL CHECK (aggregation IN ('COUNT', 'LATEST', 'MAX', 'SUM', 'UNIQUE')),
    -- COUNT and SUM: the sum; MAX: the greatest; LATEST: the latest value; UNIQUE: not used, see usage_unique.
    quantity    numeric NOT NULL,
    -- The event LATEST was taken from; of two at one instant, the one received later.
    latest_at      timestamptz,
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
