-- Written while the invoice is still a draft, in the transaction that finalizes it. Drafts have no lines.
CREATE TABLE invoice_line (
    invoice_id                uuid NOT NULL REFERENCES invoice (id),
    position                  int NOT NULL CHECK (position >= 0),
    id                        uuid NOT NULL,
    customer_id               uuid NOT NULL,
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
    PRIMARY KEY (invoice_id, position)
);

CREATE FUNCTION lines_are_added_to_drafts_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM added JOIN invoice ON invoice.id = added.invoice_id WHERE invoice.status <> 'DRAFT') THEN
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

-- The one invoice that bills an item of a scheduled charge. Voiding keeps it: only regenerating that invoice bills it again.
CREATE TABLE billed_item (
    item_id     uuid PRIMARY KEY,
    contract_id uuid NOT NULL,
    invoice_id  uuid NOT NULL REFERENCES invoice (id)
);
CREATE INDEX billed_item_of_contract ON billed_item (contract_id);

-- What the billing provider made of an invoice, as it said last.
CREATE TABLE external_invoice (
    invoice_id            uuid PRIMARY KEY REFERENCES invoice (id),
    billing_provider_type text NOT NULL,
    external_invoice_id   text,
    external_status       text NOT NULL,
    issued_at             timestamptz,
    invoiced_total        numeric,
    invoiced_sub_total    numeric,
    error                 text,
    pdf_url               text,
    external_payment_id   text
);
