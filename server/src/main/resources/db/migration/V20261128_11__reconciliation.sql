-- Owner: reconciliation.

-- What a reconciliation proposed. A step remembers the row as it was seen, so that a row that moved since is left alone.
CREATE TABLE reconcile_plan (
    id         uuid PRIMARY KEY,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE TABLE reconcile_step (
    plan_id      uuid NOT NULL REFERENCES reconcile_plan,
    n            int NOT NULL CHECK (n > 0),
    finding      text NOT NULL,
    action       text NOT NULL CHECK (action IN ('ASK_AGAIN', 'RECORD_STATUS', 'TAKE_BACK', 'TELL_A_PERSON')),
    account_key  text NOT NULL,
    -- The delivery and its customer, where it is about one of ours. No foreign key: its lock on the deliveries of a plan,
    -- one after the other, would meet those who lock several in another order.
    customer_id  uuid,
    delivery_id  uuid,
    provider_ref text,
    explanation  text NOT NULL,
    seen_fence   bigint,
    seen_state   text,
    PRIMARY KEY (plan_id, n),
    CONSTRAINT reconcile_step_names_the_customer_of_its_delivery CHECK (customer_id IS NULL OR delivery_id IS NOT NULL)
);

-- Who had which step applied, when, and what came of it; a step takes effect once.
CREATE TABLE reconcile_action (
    id       uuid PRIMARY KEY,
    plan_id  uuid NOT NULL,
    n        int NOT NULL,
    done_by  text NOT NULL,
    outcome  text NOT NULL CHECK (outcome IN ('APPLIED', 'LEFT_ALONE')),
    detail   text NOT NULL,
    acted_at timestamptz NOT NULL,
    FOREIGN KEY (plan_id, n) REFERENCES reconcile_step
);
CREATE UNIQUE INDEX reconcile_action_once ON reconcile_action (plan_id, n) WHERE outcome = 'APPLIED';
CREATE TRIGGER reconcile_action_is_history BEFORE UPDATE OR DELETE OR TRUNCATE ON reconcile_action
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_history();
