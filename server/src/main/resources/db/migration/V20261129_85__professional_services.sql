-- Owner: contracts.

-- Agreed in an order, and never changed or taken away.
CREATE TABLE professional_service (
    customer_id   uuid NOT NULL,
    id            uuid NOT NULL,
    contract_id   uuid NOT NULL,
    -- Among the services of the contract, from 0 on.
    place         int NOT NULL CHECK (place >= 0),
    product_id    uuid NOT NULL REFERENCES product,
    max_amount    numeric NOT NULL CHECK (max_amount >= 0),
    unit_price    numeric NOT NULL CHECK (unit_price >= 0),
    quantity      numeric NOT NULL CHECK (quantity >= 0),
    description   text,
    custom_fields jsonb NOT NULL CHECK (jsonb_typeof(custom_fields) = 'object'),
    PRIMARY KEY (customer_id, id),
    UNIQUE (customer_id, contract_id, place),
    FOREIGN KEY (customer_id, contract_id) REFERENCES contract (customer_id, id)
);

-- Owner: invoicing.

-- Several at one instant are told apart by their part, as scheduled ones are.
ALTER TABLE invoice
    DROP CONSTRAINT invoice_type_check,
    DROP CONSTRAINT invoice_check1,
    DROP CONSTRAINT invoice_has_a_period_unless_scheduled,
    ADD CONSTRAINT invoice_type_check
        CHECK (type IN ('USAGE', 'SCHEDULED', 'USAGE_CONSOLIDATED', 'PROFESSIONAL_SERVICES')),
    ADD CONSTRAINT invoice_of_a_period_has_one_part CHECK (type IN ('SCHEDULED', 'PROFESSIONAL_SERVICES') OR part = 0),
    ADD CONSTRAINT invoice_has_a_period_or_a_date CHECK (
        (type IN ('SCHEDULED', 'PROFESSIONAL_SERVICES')) = (period_start IS NULL)
        AND (type IN ('SCHEDULED', 'PROFESSIONAL_SERVICES')) = (period_end IS NULL));

-- What an invoice bills of a service. A regenerated invoice takes the items over from the voided one, whose lines keep
-- saying what it billed.
CREATE TABLE professional_service_item (
    customer_id             uuid NOT NULL,
    id                      uuid NOT NULL,
    invoice_id              uuid NOT NULL,
    professional_service_id uuid NOT NULL,
    -- Among the items of the invoice, from 0 on.
    place                   int NOT NULL CHECK (place >= 0),
    unit_price              numeric NOT NULL CHECK (unit_price >= 0),
    quantity                numeric NOT NULL CHECK (quantity >= 0),
    -- What the line costs: rounded to what the currency can express.
    amount                  numeric NOT NULL CHECK (amount >= 0),
    amendment_id            uuid,
    metadata                text,
    PRIMARY KEY (customer_id, id),
    UNIQUE (customer_id, invoice_id, place),
    FOREIGN KEY (customer_id, invoice_id) REFERENCES invoice (customer_id, id),
    FOREIGN KEY (customer_id, professional_service_id) REFERENCES professional_service (customer_id, id)
);
CREATE INDEX professional_service_item_of_service
    ON professional_service_item (customer_id, professional_service_id);

-- The service's row is locked before the sum is read, so that two at once never bill more than the maximum together. What
-- a void invoice billed is free again.
CREATE FUNCTION a_service_is_billed_up_to_its_maximum() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    most numeric;
    billed numeric;
BEGIN
    SELECT s.max_amount INTO most FROM professional_service s
    WHERE s.customer_id = NEW.customer_id AND s.id = NEW.professional_service_id
        AND s.contract_id = (SELECT i.contract_id FROM invoice i
            WHERE i.customer_id = NEW.customer_id AND i.id = NEW.invoice_id AND i.type = 'PROFESSIONAL_SERVICES')
    FOR NO KEY UPDATE;
    IF most IS NULL THEN
        RAISE EXCEPTION 'professional service % is not of the contract of invoice %', NEW.professional_service_id,
            NEW.invoice_id USING ERRCODE = 'check_violation';
    END IF;
    SELECT sum(p.amount) INTO billed FROM professional_service_item p
        JOIN invoice i ON i.customer_id = p.customer_id AND i.id = p.invoice_id
    WHERE p.customer_id = NEW.customer_id AND p.professional_service_id = NEW.professional_service_id
        AND i.status <> 'VOID';
    IF billed > most THEN
        RAISE EXCEPTION 'professional service % would be billed % of at most %', NEW.professional_service_id, billed, most
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER a_service_is_billed_up_to_its_maximum AFTER INSERT OR UPDATE ON professional_service_item
    FOR EACH ROW EXECUTE FUNCTION a_service_is_billed_up_to_its_maximum();

ALTER TABLE invoice_line
    ADD COLUMN professional_service_id uuid,
    ADD COLUMN amendment_id uuid,
    ADD COLUMN metadata text,
    ADD CONSTRAINT invoice_line_of_a_service_names_it CHECK (
        (type = 'professional_service') = (professional_service_id IS NOT NULL)
        AND (professional_service_id IS NOT NULL OR amendment_id IS NULL AND metadata IS NULL)
        AND (professional_service_id IS NULL OR scheduled_item_id IS NOT NULL));

-- The seal covers which terms a line is of; where it names none, it is what it was.
CREATE OR REPLACE FUNCTION invoice_digest(i invoice) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(jsonb_build_array(i.id, i.customer_id, i.contract_id, i.type,
        extract(epoch FROM i.period_start), extract(epoch FROM i.period_end), extract(epoch FROM i.issued_at),
        i.credit_type_id, i.part, extract(epoch FROM i.created_at), i.regenerated_from,
        extract(epoch FROM i.finalized_at), i.total, i.net_payment_terms_days, i.route_rule, i.configuration_id,
        i.segment_id, extract(epoch FROM i.segment_effective_at), i.edit_id,
        (SELECT jsonb_agg(jsonb_build_array(l.position, l.id, l.customer_id, l.type, l.name, l.quantity, l.unit_price,
                l.total, l.product_id, l.product_type, extract(epoch FROM l.starting_at),
                extract(epoch FROM l.ending_before), l.pricing_group_values, l.presentation_group_values, l.tier_level,
                l.tier_starting_at, l.tier_size, l.scheduled_charge_id, l.scheduled_item_id)
                || CASE WHEN l.balance_id IS NULL THEN '[]'::jsonb
                    ELSE jsonb_build_array(l.balance_id, l.balance_segment_id, l.balance_type) END
                || CASE WHEN coalesce(l.discount_id, l.professional_service_id) IS NULL THEN '[]'::jsonb
                    ELSE jsonb_build_array(jsonb_strip_nulls(jsonb_build_object('discount_id', l.discount_id,
                        'professional_service_id', l.professional_service_id, 'amendment_id', l.amendment_id,
                        'metadata', l.metadata))) END ORDER BY l.position)
            FROM invoice_line l WHERE l.customer_id = i.customer_id AND l.invoice_id = i.id))::text, 'UTF8'))
$$;
