-- Owner: invoicing. Every invoice can have custom fields, also a final one: they are no part of what it bills.
ALTER TABLE invoice
    DROP CONSTRAINT invoice_not_historical_is_billable,
    ADD CONSTRAINT invoice_not_historical_is_billable CHECK (historical OR billable);

CREATE OR REPLACE FUNCTION a_finalized_invoice_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    but_for_the_step invoice := NEW;
BEGIN
    but_for_the_step.custom_fields := OLD.custom_fields;
    IF but_for_the_step IS NOT DISTINCT FROM OLD THEN
        RETURN NEW;
    END IF;
    IF OLD.status = 'FINALIZED' AND NEW.status = 'VOID' THEN
        but_for_the_step.status := OLD.status;
        but_for_the_step.voided_at := OLD.voided_at;
        IF but_for_the_step IS NOT DISTINCT FROM OLD THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'invoice % is % and never changes', OLD.id, OLD.status USING ERRCODE = 'restrict_violation';
END
$$;

-- The custom fields of what the lines of an invoice name, as they were when it was finalized; of things without any there is
-- no row. Written in the transaction that finalizes it, before it is final.
CREATE TABLE invoice_named_fields (
    customer_id   uuid NOT NULL,
    invoice_id    uuid NOT NULL,
    -- What has them: a product, a commit or credit, a charge, a discount, a professional service.
    named_id      uuid NOT NULL,
    custom_fields jsonb NOT NULL CHECK (jsonb_typeof(custom_fields) = 'object' AND custom_fields <> '{}'),
    PRIMARY KEY (customer_id, invoice_id, named_id),
    FOREIGN KEY (customer_id, invoice_id) REFERENCES invoice (customer_id, id)
);
CREATE TRIGGER invoice_named_fields_are_kept BEFORE UPDATE OR DELETE ON invoice_named_fields
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history();

CREATE FUNCTION named_fields_are_added_to_drafts_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM added JOIN invoice i ON i.customer_id = added.customer_id AND i.id = added.invoice_id
            WHERE i.status <> 'DRAFT') THEN
        RAISE EXCEPTION 'a finalized invoice names no other custom fields any more' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER named_fields_are_added_to_drafts_only AFTER INSERT ON invoice_named_fields
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION named_fields_are_added_to_drafts_only();
