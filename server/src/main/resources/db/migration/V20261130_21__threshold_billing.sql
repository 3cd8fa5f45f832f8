-- Owner: thresholdbilling.

-- Contracts with a threshold that is enabled. A contract is looked at when there is a mark for it, and at the next instant at
-- which something changes by itself.
CREATE TABLE threshold_watch (
    customer_id  uuid NOT NULL,
    contract_id  uuid NOT NULL,
    rate_card_id uuid REFERENCES rate_card (id),
    look_at      timestamptz,
    PRIMARY KEY (customer_id, contract_id),
    FOREIGN KEY (customer_id, contract_id) REFERENCES contract (customer_id, id)
);
CREATE INDEX threshold_watch_due ON threshold_watch (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX threshold_watch_of_card ON threshold_watch (rate_card_id) WHERE rate_card_id IS NOT NULL;

-- Something that counts was changed. Each change adds a row of its own, in its own transaction, and whoever looks deletes the
-- rows that it sees before it reads what they speak of: a change that commits later keeps its row. So nobody who ingests waits
-- for anybody, and no look misses anything. No foreign key: it would make every ingest lock the watched contract.
CREATE TABLE threshold_mark (
    customer_id uuid NOT NULL,
    contract_id uuid NOT NULL,
    id          uuid NOT NULL DEFAULT gen_random_uuid(),
    due_at      timestamptz NOT NULL,
    PRIMARY KEY (customer_id, id)
);
CREATE INDEX threshold_mark_due ON threshold_mark (due_at);
CREATE INDEX threshold_mark_of_contract ON threshold_mark (customer_id, contract_id);

-- A purchase: the commit that is bought, the invoice that bills it, and what has to be paid first. Open until it is known.
CREATE TABLE payment_workflow (
    customer_id      uuid NOT NULL,
    id               uuid NOT NULL,
    contract_id      uuid NOT NULL,
    invoice_id       uuid NOT NULL,
    kind             text NOT NULL CHECK (kind IN ('SPEND', 'PREPAID_BALANCE', 'MANUAL_COMMIT')),
    gate_type        text NOT NULL CHECK (gate_type IN ('NONE', 'STRIPE', 'EXTERNAL')),
    gate             jsonb NOT NULL,
    -- As it will be once it is released. It is no balance before.
    commit_id        uuid NOT NULL,
    commit           jsonb NOT NULL,
    commit_amount    numeric NOT NULL CHECK (commit_amount >= 0),
    -- Of the commit's amount in the currency of the invoice; null for all of it.
    payment_fraction numeric CHECK (payment_fraction > 0 AND payment_fraction <= 1),
    invoice_amount   numeric NOT NULL CHECK (invoice_amount >= 0),
    created_at       timestamptz NOT NULL,
    -- From when on nobody waits for the payment any more.
    deadline_at      timestamptz,
    -- What is known of the money, until the workflow's end makes it true.
    outcome          text CHECK (outcome IN ('PAID', 'FAILED')),
    outcome_detail   jsonb,
    action_asked_at  timestamptz,
    state            text NOT NULL CHECK (state IN ('OPEN', 'RELEASED', 'FAILED')),
    -- When it is looked at next.
    settle_at        timestamptz,
    ended_at         timestamptz,
    PRIMARY KEY (customer_id, id),
    UNIQUE (id),
    UNIQUE (customer_id, invoice_id),
    UNIQUE (customer_id, commit_id),
    FOREIGN KEY (customer_id, contract_id) REFERENCES contract (customer_id, id),
    FOREIGN KEY (customer_id, invoice_id) REFERENCES invoice (customer_id, id),
    CONSTRAINT payment_workflow_ended_at_its_end CHECK ((state = 'OPEN') = (ended_at IS NULL)),
    CONSTRAINT payment_workflow_ended_is_not_due CHECK (state = 'OPEN' OR settle_at IS NULL),
    CONSTRAINT payment_workflow_unpaid_is_not_released CHECK (state <> 'RELEASED' OR outcome IS DISTINCT FROM 'FAILED'),
    CONSTRAINT payment_workflow_paid_does_not_fail CHECK (state <> 'FAILED' OR outcome IS NOT NULL)
);
-- Nothing new is bought while a purchase of the kind waits for its payment.
CREATE UNIQUE INDEX payment_workflow_one_open ON payment_workflow (customer_id, contract_id, kind)
    WHERE state = 'OPEN' AND kind <> 'MANUAL_COMMIT';
CREATE INDEX payment_workflow_due ON payment_workflow (settle_at) WHERE settle_at IS NOT NULL;
CREATE INDEX payment_workflow_of_contract ON payment_workflow (customer_id, contract_id);

CREATE FUNCTION an_ended_workflow_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'payment workflow % is % for good', old.id, old.state;
END $$;
CREATE TRIGGER an_ended_workflow_never_changes BEFORE UPDATE ON payment_workflow
    FOR EACH ROW WHEN (old.state <> 'OPEN') EXECUTE FUNCTION an_ended_workflow_never_changes();
CREATE TRIGGER a_workflow_is_kept BEFORE DELETE ON payment_workflow
    FOR EACH ROW EXECUTE FUNCTION an_ended_workflow_never_changes();
