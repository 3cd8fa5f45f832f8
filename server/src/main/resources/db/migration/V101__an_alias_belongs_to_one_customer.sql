CREATE TABLE customer (
    id                             uuid PRIMARY KEY,
    name                           text NOT NULL CHECK (length(name) BETWEEN 1 AND 160),
    custom_fields                  jsonb NOT NULL,
    salesforce_account_id          text,
    leave_stripe_invoices_in_draft boolean,
    created_at                     timestamptz NOT NULL,
    updated_at                     timestamptz NOT NULL,
    archived_at                    timestamptz
);
CREATE INDEX customer_active ON customer (id) WHERE archived_at IS NULL;
CREATE INDEX customer_archived ON customer (id) WHERE archived_at IS NOT NULL;
CREATE INDEX customer_salesforce_account ON customer (salesforce_account_id) WHERE salesforce_account_id IS NOT NULL;

-- Archived customers keep theirs: an event that carries the alias must never land on somebody else by surprise.
CREATE TABLE customer_alias (
    alias       text COLLATE "C" PRIMARY KEY CHECK (length(alias) BETWEEN 1 AND 128),
    customer_id uuid NOT NULL REFERENCES customer,
    position    int NOT NULL,
    UNIQUE (customer_id, position) DEFERRABLE INITIALLY DEFERRED
);
