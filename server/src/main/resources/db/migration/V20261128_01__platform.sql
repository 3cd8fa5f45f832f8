-- Owner: platform (simulated_clock, idempotency_key) and app (simulated_providers, left_simulation, secret_key_check).

-- At most one row. Present only on a database that a simulated clock ever ran on.
CREATE TABLE simulated_clock (
    only_row boolean PRIMARY KEY CHECK (only_row),
    now      timestamptz NOT NULL
);

-- At most one row, present if simulated providers take this database's deliveries. A database with neither this row nor
-- a simulated_clock is a real one.
CREATE TABLE simulated_providers (
    only_row boolean PRIMARY KEY CHECK (only_row),
    since    timestamptz NOT NULL
);

-- Simulations that --leave-simulation ended, for those who find invoices of that time later. In real time.
CREATE TABLE left_simulation (
    left_at        timestamptz PRIMARY KEY,
    -- Null if it was on the system clock.
    clock_stood_at timestamptz,
    with_sandbox   boolean NOT NULL
);

-- What tells the secret key from another one, and from which it cannot be computed. At most one row, by the first server.
CREATE TABLE secret_key_check (
    only_row    boolean PRIMARY KEY CHECK (only_row),
    key_id      text NOT NULL,
    check_value bytea NOT NULL
);

-- Written in the transaction of the request's own effect: either both are there or neither.
CREATE TABLE idempotency_key (
    key          text PRIMARY KEY,
    request_hash bytea NOT NULL,
    status       int NOT NULL,
    content_type text,
    response     bytea NOT NULL,
    created_at   timestamptz NOT NULL
);
CREATE INDEX idempotency_key_age ON idempotency_key (created_at);

-- For the triggers of tables that are only added to, whichever feature owns them.
CREATE FUNCTION refuse_rewriting_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only added to: history is only ever added to', TG_TABLE_NAME;
END
$$;
