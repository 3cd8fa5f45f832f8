-- Present if simulated providers take this database's deliveries: at most one row. A database with neither this nor a
-- simulated_clock is a real one.
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
