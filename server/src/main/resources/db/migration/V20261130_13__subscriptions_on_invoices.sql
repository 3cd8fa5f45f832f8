-- Owner: invoicing.

-- What finalized invoices bill of subscriptions: so many units of one from a moment of a billing period to its end. Units
-- above those that the same moment has been billed for are another charge, so that none is billed twice.
CREATE TABLE billed_subscription_charge (
    customer_id     uuid NOT NULL,
    subscription_id uuid NOT NULL,
    kind            text NOT NULL
        CONSTRAINT billed_subscription_charge_kind_known CHECK (kind IN ('BASE', 'INCREASE', 'CATCH_UP')),
    -- The whole period, from boundary to boundary; periods of a subscription do not overlap.
    period_start    timestamptz NOT NULL,
    period_end      timestamptz NOT NULL,
    starting_at     timestamptz NOT NULL,
    ending_before   timestamptz NOT NULL,
    -- How many were billed for the same moment before.
    above           numeric NOT NULL CHECK (above >= 0),
    quantity        numeric NOT NULL CHECK (quantity > 0),
    -- What one costs for the whole period.
    price           numeric NOT NULL CHECK (price >= 0),
    contract_id     uuid NOT NULL,
    -- The one that bills it, or billed it before it was voided.
    invoice_id      uuid NOT NULL,
    PRIMARY KEY (customer_id, subscription_id, starting_at, kind, above),
    FOREIGN KEY (customer_id, subscription_id) REFERENCES subscription (customer_id, id),
    FOREIGN KEY (customer_id, invoice_id) REFERENCES invoice (customer_id, id),
    CHECK (period_start <= starting_at AND starting_at < ending_before AND ending_before <= period_end),
    CONSTRAINT billed_subscription_charge_base_first CHECK (kind <> 'BASE' OR above = 0)
);
CREATE UNIQUE INDEX billed_subscription_charge_one_base
    ON billed_subscription_charge (customer_id, subscription_id, period_start) WHERE kind = 'BASE';
CREATE INDEX billed_subscription_charge_of_contract ON billed_subscription_charge (customer_id, contract_id);
CREATE INDEX billed_subscription_charge_of_invoice ON billed_subscription_charge (customer_id, invoice_id);

-- Which contracts have a charge to come that no usage invoice takes, and when.
CREATE TABLE subscription_cursor (
    customer_id uuid NOT NULL,
    contract_id uuid NOT NULL,
    next_at     timestamptz NOT NULL,
    PRIMARY KEY (customer_id, contract_id),
    FOREIGN KEY (customer_id, contract_id) REFERENCES contract (customer_id, id)
);
CREATE INDEX subscription_cursor_due ON subscription_cursor (next_at);

ALTER TABLE invoice_line
    ADD COLUMN subscription_id uuid,
    ADD COLUMN subscription_charge_kind text
        CONSTRAINT invoice_line_subscription_charge_known
            CHECK (subscription_charge_kind IN ('BASE', 'INCREASE', 'CATCH_UP')),
    ADD COLUMN is_prorated boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT invoice_line_of_a_subscription_names_it CHECK (
        (type = 'subscription') = (subscription_charge_kind IS NOT NULL)
        AND (type = 'subscription') = (subscription_id IS NOT NULL)
        AND (type = 'subscription' OR NOT is_prorated)),
    ADD CONSTRAINT invoice_line_of_a_subscription_takes_nothing_off CHECK (type <> 'subscription' OR total >= 0);

-- The seal covers which subscription a line is of, and how; of all other lines it is what it was.
CREATE OR REPLACE FUNCTION invoice_digest(i invoice) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to((jsonb_build_array(i.id, i.customer_id, i.contract_id, i.type,
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
                        'metadata', l.metadata))) END
                || CASE WHEN coalesce(l.credit_type_id, l.converted_credit_type_id) IS NULL AND NOT l.is_minimum
                    THEN '[]'::jsonb
                    ELSE jsonb_build_array(l.credit_type_id, l.converted_credit_type_id, l.is_minimum) END
                || CASE WHEN l.subscription_id IS NULL THEN '[]'::jsonb
                    ELSE jsonb_build_array(l.subscription_id, l.subscription_charge_kind, l.is_prorated) END
                ORDER BY l.position)
            FROM invoice_line l WHERE l.customer_id = i.customer_id AND l.invoice_id = i.id))
        || coalesce((SELECT jsonb_build_array(to_jsonb(r)) FROM invoice_royalty r
            WHERE r.customer_id = i.customer_id AND r.invoice_id = i.id), '[]'::jsonb))::text, 'UTF8'))
$$;
