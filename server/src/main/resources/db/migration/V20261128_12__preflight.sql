-- Owner: preflight.

-- Each configuration that a contract will bill through but does not yet: checked daily in its last 35 days, gone once the
-- segment begins or is cancelled. A row that is under a lease stays due, so that an advance of the clock waits for it.
CREATE TABLE preflight_schedule (
    contract_id      uuid NOT NULL REFERENCES contract,
    configuration_id uuid NOT NULL REFERENCES provider_configuration,
    begins_at        timestamptz NOT NULL,
    due_at           timestamptz NOT NULL CHECK (due_at <= begins_at),
    -- By the database's own clock: it guards against a server that died while it asked.
    lease_until      timestamptz,
    PRIMARY KEY (contract_id, configuration_id)
);
CREATE INDEX preflight_schedule_due ON preflight_schedule (due_at);

-- What the daily check found that would keep a coming segment's invoices from getting through.
CREATE TABLE provider_notice (
    id                   uuid PRIMARY KEY,
    contract_id          uuid NOT NULL REFERENCES contract,
    customer_id          uuid NOT NULL REFERENCES customer,
    configuration_id     uuid NOT NULL REFERENCES provider_configuration,
    segment_effective_at timestamptz NOT NULL,
    points               jsonb NOT NULL CHECK (jsonb_typeof(points) = 'array'),
    raised_at            timestamptz NOT NULL,
    checked_at           timestamptz NOT NULL,
    ended_at             timestamptz,
    ended_reason         text CHECK (ended_reason IN ('MENDED', 'BEGAN', 'CANCELLED')),
    CHECK ((ended_at IS NULL) = (ended_reason IS NULL))
);
CREATE UNIQUE INDEX provider_notice_open ON provider_notice (contract_id, configuration_id) WHERE ended_at IS NULL;
CREATE INDEX provider_notice_open_list ON provider_notice (id) WHERE ended_at IS NULL;
CREATE INDEX provider_notice_of_contract ON provider_notice (contract_id, id);
CREATE INDEX provider_notice_of_customer ON provider_notice (customer_id, id);
