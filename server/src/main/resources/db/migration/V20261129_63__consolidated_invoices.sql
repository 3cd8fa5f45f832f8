-- Owner: invoicing. Verification computes invoice_digest again.

-- A parent's invoice with the lines of its own and its children's invoices.
ALTER TABLE invoice
    DROP CONSTRAINT invoice_type_check,
    ADD CONSTRAINT invoice_type_check CHECK (type IN ('USAGE', 'SCHEDULED', 'USAGE_CONSOLIDATED')),
    DROP CONSTRAINT invoice_check,
    ADD CONSTRAINT invoice_has_a_period_unless_scheduled CHECK ((type <> 'SCHEDULED') = (period_start IS NOT NULL)
        AND (type <> 'SCHEDULED') = (period_end IS NOT NULL));

-- What a parent's invoice of a period is waiting for: a row from when the first of its constituents is final. The row is
-- locked before a constituent is let in and while the invoice is made, so that no constituent comes between.
CREATE TABLE invoice_consolidation (
    -- The parent's.
    customer_id    uuid NOT NULL,
    contract_id    uuid NOT NULL,
    period_start   timestamptz NOT NULL,
    period_end     timestamptz NOT NULL,
    issued_at      timestamptz NOT NULL,
    credit_type_id uuid NOT NULL,
    -- The invoice that was made, or the one that took its place after it was voided.
    invoice_id     uuid,
    -- When to look whether all constituents are final; null once it was made.
    due_at         timestamptz,
    failures       int NOT NULL DEFAULT 0,
    PRIMARY KEY (customer_id, contract_id, period_start, credit_type_id),
    FOREIGN KEY (customer_id, contract_id) REFERENCES contract (customer_id, id),
    FOREIGN KEY (customer_id, invoice_id) REFERENCES invoice (customer_id, id),
    CHECK (invoice_id IS NULL OR due_at IS NULL)
);
CREATE INDEX invoice_consolidation_due ON invoice_consolidation (due_at) WHERE due_at IS NOT NULL;

-- The invoices whose lines a consolidated invoice has, which are often other customers'.
CREATE TABLE invoice_constituent (
    customer_id             uuid NOT NULL,
    invoice_id              uuid NOT NULL,
    constituent_customer_id uuid NOT NULL,
    constituent_id          uuid NOT NULL,
    constituent_contract_id uuid NOT NULL,
    position                int NOT NULL,
    -- Once the consolidated invoice is void, what it had is free for the one that takes its place.
    voided_at               timestamptz,
    PRIMARY KEY (customer_id, invoice_id, constituent_customer_id, constituent_id),
    FOREIGN KEY (customer_id, invoice_id) REFERENCES invoice (customer_id, id),
    FOREIGN KEY (constituent_customer_id, constituent_id) REFERENCES invoice (customer_id, id),
    FOREIGN KEY (constituent_customer_id, constituent_contract_id) REFERENCES contract (customer_id, id)
);
CREATE UNIQUE INDEX invoice_constituent_of_one ON invoice_constituent (constituent_customer_id, constituent_id)
    WHERE voided_at IS NULL;

-- Which line of a constituent a line of a consolidated invoice is the copy of.
CREATE TABLE invoice_line_origin (
    customer_id        uuid NOT NULL,
    invoice_id         uuid NOT NULL,
    position           int NOT NULL,
    origin_customer_id uuid NOT NULL,
    origin_invoice_id  uuid NOT NULL,
    origin_contract_id uuid NOT NULL,
    origin_line_id     uuid NOT NULL,
    PRIMARY KEY (customer_id, invoice_id, position),
    UNIQUE (customer_id, invoice_id, origin_line_id),
    FOREIGN KEY (customer_id, invoice_id, position) REFERENCES invoice_line (customer_id, invoice_id, position),
    FOREIGN KEY (customer_id, invoice_id, origin_customer_id, origin_invoice_id)
        REFERENCES invoice_constituent (customer_id, invoice_id, constituent_customer_id, constituent_id)
);
CREATE TRIGGER invoice_line_origin_is_kept BEFORE UPDATE OR DELETE ON invoice_line_origin
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history();
