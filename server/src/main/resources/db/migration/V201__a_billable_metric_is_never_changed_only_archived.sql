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
