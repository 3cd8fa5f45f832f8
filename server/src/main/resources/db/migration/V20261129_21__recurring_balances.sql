-- Owner: contracts.

-- Commits and credits that a contract agrees on anew for every period. Each period that has begun, and the next one, is a
-- balance of its own.
CREATE TABLE recurring_balance (
    customer_id uuid NOT NULL,
    id          uuid NOT NULL,
    contract_id uuid NOT NULL,
    type        text NOT NULL
        CONSTRAINT recurring_balance_type_known CHECK (type IN ('PREPAID', 'CREDIT')),
    product_id  uuid NOT NULL REFERENCES product,
    -- In the words of the API, as the server read them.
    terms       jsonb NOT NULL CHECK (jsonb_typeof(terms) = 'object'),
    created_at  timestamptz NOT NULL,
    -- When the next balance is to be made: as the one before it begins. Null when no more are to come.
    due_at      timestamptz,
    PRIMARY KEY (customer_id, id),
    FOREIGN KEY (customer_id, contract_id) REFERENCES contract (customer_id, id)
);
CREATE INDEX recurring_balance_of_contract ON recurring_balance (customer_id, contract_id, created_at, id);
-- Whatever is due first is claimed, whosever it is.
CREATE INDEX recurring_balance_due ON recurring_balance (due_at, id) WHERE due_at IS NOT NULL;

ALTER TABLE balance ADD FOREIGN KEY (customer_id, recurring_id) REFERENCES recurring_balance (customer_id, id);
-- It is made as of the start of its period.
CREATE UNIQUE INDEX balance_one_a_period ON balance (customer_id, recurring_id, created_at)
    WHERE recurring_id IS NOT NULL;
