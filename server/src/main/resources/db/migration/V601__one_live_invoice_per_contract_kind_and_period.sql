-- A row from the day the draft opens; id, customer, contract and kind never change.
CREATE TABLE invoice (
    id                     uuid PRIMARY KEY,
    -- The contract's. No foreign key of its own: its lock on the customer, taken after the contract's, would meet an
    -- archiving that takes the two the other way round.
    customer_id            uuid NOT NULL,
    contract_id            uuid NOT NULL REFERENCES contract,
    type                   text NOT NULL CHECK (type IN ('USAGE', 'SCHEDULED')),
    status                 text NOT NULL CHECK (status IN ('DRAFT', 'FINALIZED', 'VOID')),
    period_start           timestamptz,
    period_end             timestamptz,
    issued_at              timestamptz NOT NULL,
    credit_type_id         uuid NOT NULL,
    -- Charges added to a date whose invoice is finalized already get another one: 1, 2 and so on.
    part                   smallint NOT NULL DEFAULT 0 CHECK (part >= 0),
    -- When finalizing is due, or due again after a failure.
    finalize_at            timestamptz NOT NULL,
    failures               int NOT NULL DEFAULT 0,
    last_failure           text,
    created_at             timestamptz NOT NULL,
    regenerated_from       uuid REFERENCES invoice (id),
    -- From here on: frozen when it is finalized.
    finalized_at           timestamptz,
    total                  numeric,
    net_payment_terms_days int,
    route_rule             text,
    configuration_id       uuid,
    segment_id             uuid,
    segment_effective_at   timestamptz,
    edit_id                uuid,
    voided_at              timestamptz,
    CHECK ((type = 'USAGE') = (period_start IS NOT NULL) AND (type = 'USAGE') = (period_end IS NOT NULL)),
    CHECK (period_start < period_end),
    CHECK (type = 'SCHEDULED' OR part = 0),
    CHECK (status <> 'DRAFT' OR finalized_at IS NULL),
    CHECK (status <> 'FINALIZED' OR finalized_at IS NOT NULL),
    CHECK ((status = 'VOID') = (voided_at IS NOT NULL)),
    CHECK ((finalized_at IS NULL) = (total IS NULL)
        AND (finalized_at IS NULL) = (net_payment_terms_days IS NULL)
        AND (finalized_at IS NULL) = (route_rule IS NULL)),
    CHECK (configuration_id IS NULL OR segment_id IS NOT NULL)
);

CREATE UNIQUE INDEX invoice_one_live ON invoice
    (contract_id, type, (coalesce(period_start, issued_at)), credit_type_id, part) WHERE status <> 'VOID';
CREATE INDEX invoice_due ON invoice (finalize_at, id) WHERE status = 'DRAFT';
CREATE INDEX invoice_of_customer ON invoice (customer_id, issued_at, id);
-- A voided invoice is regenerated once; after that, the regenerated one is voided and regenerated.
CREATE UNIQUE INDEX invoice_regenerated_once ON invoice (regenerated_from) WHERE regenerated_from IS NOT NULL;

-- FINALIZED -> VOID is the one step left, and it changes nothing but the status and when.
CREATE FUNCTION a_finalized_invoice_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    but_for_the_step invoice := NEW;
BEGIN
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
CREATE TRIGGER a_finalized_invoice_never_changes BEFORE UPDATE ON invoice
    FOR EACH ROW WHEN (OLD.status <> 'DRAFT') EXECUTE FUNCTION a_finalized_invoice_never_changes();

CREATE FUNCTION a_finalized_invoice_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'invoice % is % and is kept', OLD.id, OLD.status USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER a_finalized_invoice_is_kept BEFORE DELETE ON invoice
    FOR EACH ROW WHEN (OLD.status <> 'DRAFT') EXECUTE FUNCTION a_finalized_invoice_is_kept();
