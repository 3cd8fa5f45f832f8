-- Owner: contracts.

-- Agreed in an order that decides which of two takes off first, and never taken away.
CREATE TABLE discount (
    customer_id    uuid NOT NULL,
    id             uuid NOT NULL,
    contract_id    uuid NOT NULL,
    -- Among the discounts of the contract, from 0 on.
    place          int NOT NULL CHECK (place >= 0),
    product_id     uuid NOT NULL REFERENCES product,
    name           text,
    credit_type_id uuid NOT NULL,
    custom_fields  jsonb NOT NULL CHECK (jsonb_typeof(custom_fields) = 'object'),
    PRIMARY KEY (customer_id, id),
    UNIQUE (customer_id, contract_id, place),
    FOREIGN KEY (customer_id, contract_id) REFERENCES contract (customer_id, id)
);

CREATE TABLE discount_item (
    customer_id  uuid NOT NULL,
    id           uuid NOT NULL,
    discount_id  uuid NOT NULL,
    taken_off_at timestamptz NOT NULL,
    unit_price   numeric NOT NULL,
    quantity     numeric NOT NULL CHECK (quantity >= 0),
    amount       numeric NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (customer_id, id),
    FOREIGN KEY (customer_id, discount_id) REFERENCES discount (customer_id, id)
);
CREATE INDEX discount_item_of_discount ON discount_item (customer_id, discount_id, taken_off_at);

-- Owner: invoicing. A line of a discount takes off, and bills an item of it.
ALTER TABLE invoice_line
    ADD COLUMN discount_id uuid,
    ADD CONSTRAINT invoice_line_of_a_discount_takes_off CHECK (
        discount_id IS NULL
        OR type = 'scheduled' AND total <= 0 AND scheduled_item_id IS NOT NULL AND scheduled_charge_id IS NULL);

-- The seal covers which discount a line is of; where it is of none, it is what it was.
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
                || CASE WHEN l.discount_id IS NULL THEN '[]'::jsonb
                    ELSE jsonb_build_array(jsonb_build_object('discount_id', l.discount_id)) END ORDER BY l.position)
            FROM invoice_line l WHERE l.customer_id = i.customer_id AND l.invoice_id = i.id))::text, 'UTF8'))
$$;
