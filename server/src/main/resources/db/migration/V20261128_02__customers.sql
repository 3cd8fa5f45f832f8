-- Owner: customers.

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

-- Archived customers keep theirs: an event that carries the alias must never be counted for somebody else.
CREATE TABLE customer_alias (
    alias       text COLLATE "C" PRIMARY KEY CHECK (length(alias) BETWEEN 1 AND 128),
    customer_id uuid NOT NULL REFERENCES customer,
    position    int NOT NULL,
    UNIQUE (customer_id, position) DEFERRABLE INITIALLY DEFERRED
);

-- Whoever makes something for a customer holds its row, so archiving waits; what comes after the archiving is refused. A
-- trigger after the insert, because an alias that stays with its archived customer is inserted again and found there.
CREATE FUNCTION an_archived_customer_gets_nothing_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM customer WHERE id = NEW.customer_id AND archived_at IS NULL FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION '%: customer % is archived', TG_TABLE_NAME, NEW.customer_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER customer_alias_is_of_a_living_customer AFTER INSERT ON customer_alias
    FOR EACH ROW EXECUTE FUNCTION an_archived_customer_gets_nothing_new();
