-- Owner: delivery.engine.

-- Route and payload are frozen when the row is written, in the transaction that finalizes the invoice. The rest is changed
-- by a claim under its fence, or from outside a claim (a person, the provider's news, a circuit) on the row itself. A
-- customer's deliveries lie beside each other.
CREATE TABLE delivery (
    customer_id        uuid NOT NULL,
    id                 uuid NOT NULL,
    invoice_id         uuid NOT NULL,
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
    credit_type_id     uuid NOT NULL,
    purpose            text NOT NULL DEFAULT 'DELIVER' CHECK (purpose IN ('DELIVER', 'WITHDRAW')),
    state              text NOT NULL CONSTRAINT delivery_state_known
        CHECK (state IN ('PENDING', 'CLAIMED', 'SENDING', 'SENT', 'CONFIRMED', 'UNKNOWN', 'RETRY_WAIT', 'PARKED',
                         'SKIPPED', 'CANCELLED')),
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
    -- What fails in Downbeat itself and does not pass is tried a handful of times, not for 72 hours. The first words are
    -- kept, so that the same failure is logged with its stack trace once.
    own_failure        text,
    own_failures       int NOT NULL DEFAULT 0 CHECK (own_failures >= 0),
    own_failure_at     timestamptz,
    external_status    text,
    -- Which round of its account a fresh delivery belongs to. A customer's next delivery goes one round later than its
    -- last, so that one with ten thousand of them lets another with a single one pass after one of its own.
    turn               int NOT NULL DEFAULT 0,
    next_attempt_at    timestamptz NOT NULL,
    -- What it waits for came while a server had it in hand: that server looks again, whatever it saw before.
    woken              boolean NOT NULL DEFAULT false,
    deadline_at        timestamptz,
    created_at         timestamptz NOT NULL,
    changed_at         timestamptz NOT NULL,
    PRIMARY KEY (customer_id, id),
    CONSTRAINT delivery_one_per_invoice UNIQUE (customer_id, invoice_id),
    -- For those who know the id alone: a person, a claim, an object of a provider that names it.
    UNIQUE (id),
    -- Never of somebody else's invoice, nor to somebody else's account. Both are locked FOR KEY SHARE by the transaction that
    -- finalizes: the invoice is locked by it already, and the configuration after it. Nobody waits for that in a circle:
    -- archiving a configuration, which goes on to drafts and meter records, holds it FOR NO KEY UPDATE. Whoever changes a
    -- delivery later touches neither, because what is referred to never changes.
    FOREIGN KEY (customer_id, invoice_id) REFERENCES invoice (customer_id, id),
    FOREIGN KEY (customer_id, configuration_id) REFERENCES provider_configuration (customer_id, id),
    CHECK ((payload IS NULL) = (payload_sha256 IS NULL)),
    CHECK (payload IS NOT NULL OR state IN ('PARKED', 'SKIPPED', 'CANCELLED')),
    CHECK ((state IN ('CLAIMED', 'SENDING')) = (lease_until IS NOT NULL)),
    CHECK (state NOT IN ('SENT', 'CONFIRMED') OR provider_ref IS NOT NULL),
    CHECK (state NOT IN ('PARKED', 'SKIPPED', 'CANCELLED') OR reason IS NOT NULL),
    CONSTRAINT an_own_failure_says_what_and_when
        CHECK ((own_failure IS NULL) = (own_failure_at IS NULL) AND (own_failures = 0 OR own_failure IS NOT NULL))
    -- Room on each page for the row's next versions.
) WITH (fillfactor = 70);
-- The payload is read back within a second, so compressing it would cost more than it saves. PostgreSQL 15 does not take
-- this as part of CREATE TABLE.
ALTER TABLE delivery ALTER COLUMN payload SET STORAGE EXTERNAL;

-- Two deliveries never end up in one object of a provider, of whichever customers they are: this promise spans customers,
-- so it is the one key here that does not begin with theirs. A marketplace's record is no such object: one hour's record
-- may carry the cents of several invoices.
CREATE UNIQUE INDEX delivery_provider_ref ON delivery (account_key, provider_ref)
    WHERE provider_ref IS NOT NULL AND provider IN ('STRIPE', 'NETSUITE');

CREATE INDEX delivery_waiting ON delivery (account_key, next_attempt_at, id)
    WHERE state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN');
CREATE INDEX delivery_order ON delivery (order_key, next_attempt_at, id)
    WHERE state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN');
CREATE INDEX delivery_fresh ON delivery (account_key, turn, id) WHERE state = 'PENDING';
CREATE INDEX delivery_again ON delivery (account_key, next_attempt_at, id) WHERE state IN ('RETRY_WAIT', 'UNKNOWN');
-- Without lease_until: a lease is renewed before each request, and would write every index of the row anew.
CREATE INDEX delivery_held ON delivery (account_key) WHERE state IN ('CLAIMED', 'SENDING');
CREATE INDEX delivery_held_order ON delivery (order_key) WHERE state IN ('CLAIMED', 'SENDING');
CREATE INDEX delivery_by_state ON delivery (state, id);
-- What has not arrived, the oldest first, however many have: one that goes well never enters it.
CREATE INDEX delivery_unwell ON delivery (created_at, id) WHERE state IN ('UNKNOWN', 'RETRY_WAIT', 'PARKED');
-- For those who know the invoice alone: a person, and metering.
CREATE INDEX delivery_by_invoice ON delivery (invoice_id);
CREATE INDEX delivery_by_contract ON delivery (contract_id, id);
CREATE INDEX delivery_by_age ON delivery (created_at, id);
CREATE INDEX delivery_by_first_send ON delivery (first_send_at, id) WHERE first_send_at IS NOT NULL;
-- Few deliveries have a deadline of their provider's; those are looked at while a circuit is open.
CREATE INDEX delivery_deadline ON delivery (account_key, deadline_at)
    WHERE deadline_at IS NOT NULL AND state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN');

CREATE FUNCTION delivery_keeps_what_was_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (new.id, new.invoice_id, new.customer_id, new.contract_id, new.configuration_id, new.delivery_method_id,
            new.provider, new.method, new.account_key, new.total, new.credit_type_id, new.created_at)
        IS DISTINCT FROM (old.id, old.invoice_id, old.customer_id, old.contract_id, old.configuration_id,
            old.delivery_method_id, old.provider, old.method, old.account_key, old.total, old.credit_type_id,
            old.created_at)
       OR (old.payload_sha256 IS NOT NULL AND new.payload_sha256 IS DISTINCT FROM old.payload_sha256) THEN
        RAISE EXCEPTION 'delivery %: what was frozen when the invoice was finalized never changes', old.id;
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER delivery_is_frozen BEFORE UPDATE ON delivery
    FOR EACH ROW EXECUTE FUNCTION delivery_keeps_what_was_frozen();

-- One row per request that went out, and one per question that failed. What a reconcile and an auditor need.
CREATE TABLE delivery_attempt (
    customer_id         uuid NOT NULL,
    delivery_id         uuid NOT NULL,
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
    chain               bytea NOT NULL,
    PRIMARY KEY (customer_id, delivery_id, n),
    FOREIGN KEY (customer_id, delivery_id) REFERENCES delivery
);

-- The provider's word, each time it changed.
CREATE TABLE delivery_receipt (
    customer_id     uuid NOT NULL,
    delivery_id     uuid NOT NULL,
    n               int NOT NULL CHECK (n > 0),
    provider_ref    text NOT NULL,
    external_status text NOT NULL,
    received_at     timestamptz NOT NULL,
    invoiced_total  numeric,
    evidence        text NOT NULL,
    chain           bytea NOT NULL,
    PRIMARY KEY (customer_id, delivery_id, n),
    FOREIGN KEY (customer_id, delivery_id) REFERENCES delivery
);

-- What people did to a delivery; the repairs of a reconciliation stand here too. Numbered per delivery, whose row is
-- locked while one is noted.
CREATE TABLE delivery_action (
    customer_id  uuid NOT NULL,
    delivery_id  uuid NOT NULL,
    n            int NOT NULL,
    id           uuid NOT NULL,
    action       text NOT NULL
        CHECK (action IN ('retry', 'resolve', 'cancel', 'ask_again', 'record_status', 'take_back')),
    detail       text,
    state_before text NOT NULL,
    acted_at     timestamptz NOT NULL,
    chain        bytea NOT NULL,
    PRIMARY KEY (customer_id, delivery_id, n),
    FOREIGN KEY (customer_id, delivery_id) REFERENCES delivery
);

CREATE TRIGGER delivery_attempt_is_history BEFORE UPDATE OR DELETE OR TRUNCATE ON delivery_attempt
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_history();
CREATE TRIGGER delivery_receipt_is_history BEFORE UPDATE OR DELETE OR TRUNCATE ON delivery_receipt
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_history();
CREATE TRIGGER delivery_action_is_history BEFORE UPDATE OR DELETE OR TRUNCATE ON delivery_action
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_history();

-- Each row of these three carries the hash of the one before it and of all its own columns but the customer, which is the
-- delivery's. Written here and nowhere else, so that no path of the code can forget it. Instants go in as seconds, because
-- their text depends on the session's time zone.
CREATE FUNCTION delivery_attempt_link(before bytea, a delivery_attempt) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(coalesce(before, ''::bytea) || convert_to(jsonb_build_array(a.delivery_id, a.n, a.step, a.key,
        encode(a.request_sha256, 'hex'), a.generation, extract(epoch FROM a.started_at), extract(epoch FROM a.ended_at),
        a.outcome, a.http_status, a.provider_request_id, a.response)::text, 'UTF8'))
$$;
CREATE FUNCTION delivery_receipt_link(before bytea, r delivery_receipt) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(coalesce(before, ''::bytea) || convert_to(jsonb_build_array(r.delivery_id, r.n, r.provider_ref,
        r.external_status, extract(epoch FROM r.received_at), r.invoiced_total, r.evidence)::text, 'UTF8'))
$$;
CREATE FUNCTION delivery_action_link(before bytea, d delivery_action) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(coalesce(before, ''::bytea) || convert_to(jsonb_build_array(d.delivery_id, d.n, d.id, d.action, d.detail,
        d.state_before, extract(epoch FROM d.acted_at))::text, 'UTF8'))
$$;

-- A volatile function of a row trigger sees the rows its own statement wrote before, so several links in one insert hold.
CREATE FUNCTION link_delivery_attempt() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before bytea;
BEGIN
    IF NEW.n > 1 THEN
        SELECT chain INTO before FROM delivery_attempt
            WHERE customer_id = NEW.customer_id AND delivery_id = NEW.delivery_id AND n = NEW.n - 1;
    END IF;
    NEW.chain := delivery_attempt_link(before, NEW);
    RETURN NEW;
END $$;
CREATE TRIGGER delivery_attempt_is_linked BEFORE INSERT ON delivery_attempt
    FOR EACH ROW EXECUTE FUNCTION link_delivery_attempt();

CREATE FUNCTION link_delivery_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before bytea;
BEGIN
    IF NEW.n > 1 THEN
        SELECT chain INTO before FROM delivery_receipt
            WHERE customer_id = NEW.customer_id AND delivery_id = NEW.delivery_id AND n = NEW.n - 1;
    END IF;
    NEW.chain := delivery_receipt_link(before, NEW);
    RETURN NEW;
END $$;
CREATE TRIGGER delivery_receipt_is_linked BEFORE INSERT ON delivery_receipt
    FOR EACH ROW EXECUTE FUNCTION link_delivery_receipt();

CREATE FUNCTION link_delivery_action() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before bytea;
BEGIN
    SELECT n + 1, chain INTO NEW.n, before FROM delivery_action
        WHERE customer_id = NEW.customer_id AND delivery_id = NEW.delivery_id ORDER BY n DESC LIMIT 1;
    NEW.n := coalesce(NEW.n, 1);
    NEW.chain := delivery_action_link(before, NEW);
    RETURN NEW;
END $$;
CREATE TRIGGER delivery_action_is_linked BEFORE INSERT ON delivery_action
    FOR EACH ROW EXECUTE FUNCTION link_delivery_action();

