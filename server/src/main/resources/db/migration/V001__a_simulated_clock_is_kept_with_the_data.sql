-- At most one row. Present only on a database that a simulated clock ever ran on.
CREATE TABLE simulated_clock (
    only_row boolean PRIMARY KEY CHECK (only_row),
    now      timestamptz NOT NULL
);
