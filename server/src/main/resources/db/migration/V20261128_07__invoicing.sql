-- Owner: invoicing. Verification computes invoice_digest and invoice_route_by_hand_digest again.
--
-- Keyed by the customer's id first, and referred to by both ids, as 06__contracts says. A digest covers what it covered
-- before: a customer_id that is there as a key only stays out of it.

-- A row from the day the draft opens; id, customer, contract and kind never change.
CREATE TABLE invoice (
    -- The contract's, which refers to the customer. No foreign key of its own: its lock on the customer, taken after the
    -- contract's, would meet an archiving that takes the two the other way round.
    customer_id            uuid NOT NULL,
    id                     uuid NOT NULL,
    contract_id            uuid NOT NULL,
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
    regenerated_from       uuid,
    -- From here on: frozen when it is finalized.
    finalized_at           timestamptz,
    total                  numeric,
    net_payment_terms_days int,
    route_rule             text,
    configuration_id       uuid,
    segment_id             uuid,
    segment_effective_at   timestamptz,
    edit_id                uuid,
    -- Its own id where a person chose the route: it then follows from no segment.
    route_by_hand          uuid,
    voided_at              timestamptz,
    PRIMARY KEY (customer_id, id),
    -- For those who know the id alone: voiding, regenerating, a route that is asked for.
    UNIQUE (id),
    FOREIGN KEY (customer_id, contract_id) REFERENCES contract (customer_id, id),
    FOREIGN KEY (customer_id, regenerated_from) REFERENCES invoice (customer_id, id),
    -- Locks the configuration after the contract, which archiving locks the other way round; they do not meet, because
    -- archiving holds it FOR NO KEY UPDATE.
    FOREIGN KEY (customer_id, configuration_id) REFERENCES provider_configuration (customer_id, id),
    CHECK ((type = 'USAGE') = (period_start IS NOT NULL) AND (type = 'USAGE') = (period_end IS NOT NULL)),
    CONSTRAINT invoice_period_ends_after_its_start CHECK (period_start < period_end),
    CHECK (type = 'SCHEDULED' OR part = 0),
    CHECK (status <> 'DRAFT' OR finalized_at IS NULL),
    CHECK (status <> 'FINALIZED' OR finalized_at IS NOT NULL),
    CHECK ((status = 'VOID') = (voided_at IS NOT NULL)),
    CHECK ((finalized_at IS NULL) = (total IS NULL)
        AND (finalized_at IS NULL) = (net_payment_terms_days IS NULL)
        AND (finalized_at IS NULL) = (route_rule IS NULL)),
    CONSTRAINT invoice_follows_a_segment_or_a_person CHECK (configuration_id IS NULL
        OR (segment_id IS NOT NULL) <> (route_rule = 'by_hand')),
    -- A route by hand cannot be written without its record, nor with another configuration than that.
    CONSTRAINT invoice_by_hand_has_its_record CHECK ((route_by_hand IS NOT NULL)
        = (route_rule IS NOT DISTINCT FROM 'by_hand') AND (route_by_hand = id) IS NOT FALSE),
    CONSTRAINT invoice_by_hand_goes_where_its_record_says CHECK (route_by_hand IS NULL
        OR configuration_id IS NOT NULL)
);

CREATE UNIQUE INDEX invoice_one_live ON invoice
    (customer_id, contract_id, type, (coalesce(period_start, issued_at)), credit_type_id, part)
    WHERE status <> 'VOID';
-- Whatever is due first is claimed, whosever it is; likewise below for the cursors.
CREATE INDEX invoice_due ON invoice (finalize_at, id) WHERE status = 'DRAFT';
CREATE INDEX invoice_of_customer ON invoice (customer_id, issued_at, id);
-- A voided invoice is regenerated once; after that, the regenerated one is voided and regenerated.
CREATE UNIQUE INDEX invoice_regenerated_once ON invoice (customer_id, regenerated_from)
    WHERE regenerated_from IS NOT NULL;

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

-- Written while the invoice is still a draft, in the transaction that finalizes it. Drafts have no lines.
CREATE TABLE invoice_line (
    customer_id               uuid NOT NULL,
    invoice_id                uuid NOT NULL,
    position                  int NOT NULL CHECK (position >= 0),
    id                        uuid NOT NULL,
    type                      text NOT NULL,
    name                      text NOT NULL,
    quantity                  numeric,
    unit_price                numeric,
    total                     numeric NOT NULL,
    product_id                uuid,
    product_type              text,
    starting_at               timestamptz,
    ending_before             timestamptz,
    pricing_group_values      jsonb NOT NULL,
    presentation_group_values jsonb NOT NULL,
    tier_level                int,
    tier_starting_at          numeric,
    tier_size                 numeric,
    scheduled_charge_id       uuid,
    scheduled_item_id         uuid,
    -- How the quantity grew: [[hours since 1970, quantity so far], ..], the hours in which it changed.
    growth                    json NOT NULL,
    PRIMARY KEY (customer_id, invoice_id, position),
    FOREIGN KEY (customer_id, invoice_id) REFERENCES invoice (customer_id, id)
);

CREATE FUNCTION lines_are_added_to_drafts_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM added JOIN invoice i ON i.customer_id = added.customer_id AND i.id = added.invoice_id
            WHERE i.status <> 'DRAFT') THEN
        RAISE EXCEPTION 'a finalized invoice gets no more lines' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER lines_are_added_to_drafts_only AFTER INSERT ON invoice_line
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION lines_are_added_to_drafts_only();

CREATE FUNCTION a_line_is_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a line of an invoice never changes: %', OLD.id USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER a_line_is_written_once BEFORE UPDATE OR DELETE ON invoice_line
    FOR EACH ROW EXECUTE FUNCTION a_line_is_written_once();

-- What an invoice was when it was finalized, as one hash over it and its lines. Status and voided_at stay outside: voiding
-- is the one step left. So does a line's growth, which only a breakdown shows and which is large. No foreign key: a seal
-- outlives its invoice, and so tells of one that somebody removed.
CREATE TABLE invoice_seal (
    customer_id uuid NOT NULL,
    invoice_id  uuid NOT NULL,
    sha256      bytea NOT NULL,
    PRIMARY KEY (customer_id, invoice_id)
);

CREATE FUNCTION invoice_digest(i invoice) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(jsonb_build_array(i.id, i.customer_id, i.contract_id, i.type,
        extract(epoch FROM i.period_start), extract(epoch FROM i.period_end), extract(epoch FROM i.issued_at),
        i.credit_type_id, i.part, extract(epoch FROM i.created_at), i.regenerated_from,
        extract(epoch FROM i.finalized_at), i.total, i.net_payment_terms_days, i.route_rule, i.configuration_id,
        i.segment_id, extract(epoch FROM i.segment_effective_at), i.edit_id,
        (SELECT jsonb_agg(jsonb_build_array(l.position, l.id, l.customer_id, l.type, l.name, l.quantity, l.unit_price,
                l.total, l.product_id, l.product_type, extract(epoch FROM l.starting_at),
                extract(epoch FROM l.ending_before), l.pricing_group_values, l.presentation_group_values, l.tier_level,
                l.tier_starting_at, l.tier_size, l.scheduled_charge_id, l.scheduled_item_id) ORDER BY l.position)
            FROM invoice_line l WHERE l.customer_id = i.customer_id AND l.invoice_id = i.id))::text, 'UTF8'))
$$;

-- Its lines are written before the invoice is finalized, in the same transaction.
CREATE FUNCTION seal_finalized_invoices() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO invoice_seal (customer_id, invoice_id, sha256)
    SELECT i.customer_id, i.id, invoice_digest(i)
    FROM done
        JOIN was ON was.customer_id = done.customer_id AND was.id = done.id
        JOIN invoice i ON i.customer_id = done.customer_id AND i.id = done.id
    WHERE was.status = 'DRAFT' AND done.status = 'FINALIZED';
    RETURN NULL;
END $$;
CREATE TRIGGER invoice_is_sealed AFTER UPDATE ON invoice REFERENCING OLD TABLE AS was NEW TABLE AS done
    FOR EACH STATEMENT EXECUTE FUNCTION seal_finalized_invoices();

CREATE TRIGGER invoice_seal_is_kept BEFORE UPDATE OR DELETE ON invoice_seal
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history();

-- Who sent an invoice elsewhere than its contract's schedule says, to where, when and why. Written in the transaction that
-- finalizes the invoice, before it is final, and only added to.
CREATE TABLE invoice_route_by_hand (
    customer_id                uuid NOT NULL,
    invoice_id                 uuid NOT NULL,
    configuration_id           uuid NOT NULL,
    -- What the schedule named at that moment; NULL: nobody.
    scheduled_configuration_id uuid,
    reason                     text NOT NULL CHECK (reason <> ''),
    decided_by                 text NOT NULL CHECK (decided_by <> ''),
    decided_at                 timestamptz NOT NULL,
    -- The voided invoice whose route by hand this one keeps; NULL where somebody decided for this very invoice.
    carried_from               uuid,
    sha256                     bytea NOT NULL,
    PRIMARY KEY (customer_id, invoice_id),
    UNIQUE (customer_id, invoice_id, configuration_id),
    FOREIGN KEY (customer_id, invoice_id) REFERENCES invoice (customer_id, id),
    FOREIGN KEY (customer_id, carried_from) REFERENCES invoice_route_by_hand (customer_id, invoice_id),
    -- Never to somebody else's account.
    FOREIGN KEY (customer_id, configuration_id) REFERENCES provider_configuration (customer_id, id)
);

-- The hash is written here and nowhere else. Instants go in as seconds, because their text depends on the session's time
-- zone.
CREATE FUNCTION invoice_route_by_hand_digest(r invoice_route_by_hand) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(jsonb_build_array(r.invoice_id, r.customer_id, r.configuration_id,
        r.scheduled_configuration_id, r.reason, r.decided_by, extract(epoch FROM r.decided_at), r.carried_from)::text,
        'UTF8'))
$$;
CREATE FUNCTION seal_route_by_hand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.sha256 := invoice_route_by_hand_digest(NEW);
    RETURN NEW;
END $$;
CREATE TRIGGER invoice_route_by_hand_is_sealed BEFORE INSERT ON invoice_route_by_hand
    FOR EACH ROW EXECUTE FUNCTION seal_route_by_hand();
CREATE TRIGGER invoice_route_by_hand_is_kept BEFORE UPDATE OR DELETE ON invoice_route_by_hand
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history();

-- The invoice and its record name each other.
ALTER TABLE invoice
    ADD FOREIGN KEY (customer_id, route_by_hand, configuration_id)
        REFERENCES invoice_route_by_hand (customer_id, invoice_id, configuration_id);

-- The one invoice that bills an item of a scheduled charge. Voiding keeps it: only regenerating that invoice bills it again.
CREATE TABLE billed_item (
    customer_id uuid NOT NULL,
    item_id     uuid NOT NULL,
    contract_id uuid NOT NULL,
    invoice_id  uuid NOT NULL,
    PRIMARY KEY (customer_id, item_id),
    FOREIGN KEY (customer_id, contract_id) REFERENCES contract (customer_id, id),
    FOREIGN KEY (customer_id, invoice_id) REFERENCES invoice (customer_id, id)
);
CREATE INDEX billed_item_of_contract ON billed_item (customer_id, contract_id);

-- What the billing provider made of an invoice, as it said last.
CREATE TABLE external_invoice (
    customer_id           uuid NOT NULL,
    invoice_id            uuid NOT NULL,
    billing_provider_type text NOT NULL,
    external_invoice_id   text,
    external_status       text NOT NULL,
    issued_at             timestamptz,
    invoiced_total        numeric,
    invoiced_sub_total    numeric,
    error                 text,
    pdf_url               text,
    external_payment_id   text,
    PRIMARY KEY (customer_id, invoice_id),
    FOREIGN KEY (customer_id, invoice_id) REFERENCES invoice (customer_id, id)
);

-- How far usage drafts were opened: the start of the first period that has none yet, null if there is no such period.
CREATE TABLE invoicing_cursor (
    customer_id       uuid NOT NULL,
    contract_id       uuid NOT NULL,
    next_period_start timestamptz,
    PRIMARY KEY (customer_id, contract_id),
    FOREIGN KEY (customer_id, contract_id) REFERENCES contract (customer_id, id)
);
CREATE INDEX invoicing_cursor_due ON invoicing_cursor (next_period_start, contract_id)
    WHERE next_period_start IS NOT NULL;
