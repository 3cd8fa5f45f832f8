-- Route and payload are frozen when the row is written, in the transaction that finalizes the invoice. Only the engine
-- changes the rest, and only under the fence of its claim.
CREATE TABLE delivery (
    id                 uuid PRIMARY KEY,
    invoice_id         uuid NOT NULL UNIQUE,
    customer_id        uuid NOT NULL,
    contract_id        uuid NOT NULL,
    configuration_id   uuid NOT NULL,
    delivery_method_id uuid NOT NULL,
    provider           text NOT NULL,
    method             text NOT NULL,
    account_key        text NOT NULL,
    order_key          text,
    payload            bytea,
    payload_sha256     bytea,
    total              numeric NOT NULL,
    purpose            text NOT NULL DEFAULT 'DELIVER' CHECK (purpose IN ('DELIVER', 'WITHDRAW')),
    state              text NOT NULL CHECK (state IN ('PENDING', 'CLAIMED', 'SENDING', 'SENT', 'CONFIRMED', 'UNKNOWN',
                                                      'RETRY_WAIT', 'PARKED', 'SKIPPED', 'CANCELLED')),
    reason             text,
    -- What a process that dies while it holds the row leaves behind.
    claimed_from       text,
    step               text,
    step_key           text,
    step_sha256        bytea,
    step_started_at    timestamptz,
    generation         int NOT NULL DEFAULT 0 CHECK (generation >= 0),
    fence              bigint NOT NULL DEFAULT 0,
    lease_owner        text,
    lease_until        timestamptz,
    provider_ref       text,
    may_exist          boolean NOT NULL DEFAULT false,
    undone_ref         text,
    generation_sent_at timestamptz,
    first_send_at      timestamptz,
    last_send_at       timestamptz,
    trying_since       timestamptz,
    attempts           int NOT NULL DEFAULT 0,
    receipts           int NOT NULL DEFAULT 0,
    failures           int NOT NULL DEFAULT 0,
    external_status    text,
    next_attempt_at    timestamptz NOT NULL,
    deadline_at        timestamptz,
    created_at         timestamptz NOT NULL,
    changed_at         timestamptz NOT NULL,
    CHECK ((payload IS NULL) = (payload_sha256 IS NULL)),
    CHECK (payload IS NOT NULL OR state IN ('PARKED', 'SKIPPED', 'CANCELLED')),
    CHECK ((state IN ('CLAIMED', 'SENDING')) = (lease_until IS NOT NULL)),
    CHECK (state NOT IN ('SENT', 'CONFIRMED') OR provider_ref IS NOT NULL),
    CHECK (state NOT IN ('PARKED', 'SKIPPED', 'CANCELLED') OR reason IS NOT NULL)
);

-- Two deliveries never end up in one object of a provider. A marketplace's record is no such object: one hour's record
-- may carry the cents of several invoices.
CREATE UNIQUE INDEX delivery_provider_ref ON delivery (account_key, provider_ref)
    WHERE provider_ref IS NOT NULL AND provider IN ('STRIPE', 'NETSUITE');

CREATE INDEX delivery_waiting ON delivery (account_key, next_attempt_at, id)
    WHERE state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN');
CREATE INDEX delivery_order ON delivery (order_key, next_attempt_at, id)
    WHERE state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN');
CREATE INDEX delivery_held ON delivery (lease_until) WHERE state IN ('CLAIMED', 'SENDING');
CREATE INDEX delivery_held_order ON delivery (order_key) WHERE state IN ('CLAIMED', 'SENDING');
CREATE INDEX delivery_by_state ON delivery (state, id);
CREATE INDEX delivery_by_contract ON delivery (contract_id, id);
CREATE INDEX delivery_by_customer ON delivery (customer_id, id);
CREATE INDEX delivery_by_age ON delivery (created_at, id);

CREATE FUNCTION delivery_keeps_what_was_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (new.id, new.invoice_id, new.customer_id, new.contract_id, new.configuration_id, new.delivery_method_id,
            new.provider, new.method, new.account_key, new.total, new.created_at)
        IS DISTINCT FROM (old.id, old.invoice_id, old.customer_id, old.contract_id, old.configuration_id,
            old.delivery_method_id, old.provider, old.method, old.account_key, old.total, old.created_at)
       OR (old.payload_sha256 IS NOT NULL AND new.payload_sha256 IS DISTINCT FROM old.payload_sha256) THEN
        RAISE EXCEPTION 'delivery %: what was frozen when the invoice was finalized never changes', old.id;
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER delivery_is_frozen BEFORE UPDATE ON delivery
    FOR EACH ROW EXECUTE FUNCTION delivery_keeps_what_was_frozen();

-- One row per request that went out, and one per question that failed. What a reconcile and an auditor need.
CREATE TABLE delivery_attempt (
    delivery_id         uuid NOT NULL REFERENCES delivery,
    n                   int NOT NULL CHECK (n > 0),
    step                text NOT NULL,
    key                 text,
    request_sha256      bytea,
    generation          int NOT NULL,
    started_at          timestamptz NOT NULL,
    ended_at            timestamptz NOT NULL,
    outcome             text NOT NULL,
    http_status         int,
    provider_request_id text,
    response            text,
    PRIMARY KEY (delivery_id, n)
);

-- The provider's word, each time it changed.
CREATE TABLE delivery_receipt (
    delivery_id     uuid NOT NULL REFERENCES delivery,
    n               int NOT NULL CHECK (n > 0),
    provider_ref    text NOT NULL,
    external_status text NOT NULL,
    received_at     timestamptz NOT NULL,
    invoiced_total  numeric,
    evidence        text NOT NULL,
    PRIMARY KEY (delivery_id, n)
);

-- What people did to a delivery.
CREATE TABLE delivery_action (
    id          uuid PRIMARY KEY,
    delivery_id uuid NOT NULL REFERENCES delivery,
    action      text NOT NULL CHECK (action IN ('retry', 'resolve', 'cancel')),
    detail      text,
    state_before text NOT NULL,
    acted_at    timestamptz NOT NULL
);
CREATE INDEX delivery_action_by_delivery ON delivery_action (delivery_id, id);

CREATE FUNCTION delivery_history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: history is only ever added to', tg_table_name;
END $$;
CREATE TRIGGER delivery_attempt_is_history BEFORE UPDATE OR DELETE OR TRUNCATE ON delivery_attempt
    FOR EACH STATEMENT EXECUTE FUNCTION delivery_history_is_append_only();
CREATE TRIGGER delivery_receipt_is_history BEFORE UPDATE OR DELETE OR TRUNCATE ON delivery_receipt
    FOR EACH STATEMENT EXECUTE FUNCTION delivery_history_is_append_only();
CREATE TRIGGER delivery_action_is_history BEFORE UPDATE OR DELETE OR TRUNCATE ON delivery_action
    FOR EACH STATEMENT EXECUTE FUNCTION delivery_history_is_append_only();

-- One row per outside account. While its circuit is open, none of its deliveries is claimed.
CREATE TABLE delivery_account (
    account_key        text PRIMARY KEY,
    provider           text NOT NULL,
    delivery_method_id uuid NOT NULL,
    circuit_open_until timestamptz,
    circuit_reason     text,
    circuit_openings   int NOT NULL DEFAULT 0
);
CREATE INDEX delivery_account_by_method ON delivery_account (delivery_method_id);

-- What a person should look at; one open row per account and kind.
CREATE TABLE delivery_alert (
    id          uuid PRIMARY KEY,
    account_key text NOT NULL,
    kind        text NOT NULL,
    detail      text NOT NULL,
    raised_at   timestamptz NOT NULL,
    cleared_at  timestamptz
);
CREATE UNIQUE INDEX delivery_alert_once ON delivery_alert (account_key, kind) WHERE cleared_at IS NULL;
