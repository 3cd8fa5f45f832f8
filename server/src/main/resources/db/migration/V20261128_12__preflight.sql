-- Owner: preflight.

-- Each configuration that a contract will bill through but does not yet: checked daily in its last 35 days, gone once the
-- segment begins or is cancelled. A row that is under a lease stays due, so that an advance of the clock waits for it.
CREATE TABLE preflight_schedule (
    customer_id      uuid NOT NULL,
    contract_id      uuid NOT NULL,
    configuration_id uuid NOT NULL,
    begins_at        timestamptz NOT NULL,
    due_at           timestamptz NOT NULL CHECK (due_at <= begins_at),
    -- By the database's own clock: it guards against a server that died while it asked.
    lease_until      timestamptz,
    PRIMARY KEY (customer_id, contract_id, configuration_id),
    FOREIGN KEY (customer_id, contract_id) REFERENCES contract (customer_id, id),
    FOREIGN KEY (customer_id, configuration_id) REFERENCES provider_configuration (customer_id, id)
);
CREATE INDEX preflight_schedule_due ON preflight_schedule (due_at);
