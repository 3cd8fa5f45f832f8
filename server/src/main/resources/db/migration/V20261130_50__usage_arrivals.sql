-- Owner: usage.
--
-- Whose hours were written since it was last told: one row for each group of events that committed, written with its hours and
-- gone when it is told. A row is only ever added or taken away, so that ingest waits for nobody who reads here, and what commits
-- late is read late and not missed. It holds no usage, and so it has a list of customers in place of a customer.
CREATE TABLE usage_arrival (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customers  uuid[] NOT NULL CHECK (cardinality(customers) > 0),
    -- Business time.
    arrived_at timestamptz NOT NULL
);
CREATE INDEX usage_arrival_in_order ON usage_arrival (arrived_at);
