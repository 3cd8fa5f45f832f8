-- Which segment of a balance pays a line, and the line that takes it off. A balance is a row of another feature that is
-- never deleted; an archived one keeps its id, so there is no foreign key to hold.
ALTER TABLE invoice_line
    ADD COLUMN balance_id uuid,
    ADD COLUMN balance_segment_id uuid,
    ADD COLUMN balance_type text CHECK (balance_type IN ('PREPAID', 'POSTPAID', 'CREDIT')),
    ADD CONSTRAINT invoice_line_paid_by_a_segment CHECK (
        (balance_id IS NULL) = (balance_segment_id IS NULL) AND (balance_id IS NULL) = (balance_type IS NULL)),
    ADD CONSTRAINT invoice_line_takes_off_what_a_balance_pays CHECK (
        type <> 'applied_commit_or_credit' OR balance_id IS NOT NULL AND total < 0 AND quantity IS NULL);

-- The seal covers what pays a line; where nothing does, it is what it was.
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
                    ELSE jsonb_build_array(l.balance_id, l.balance_segment_id, l.balance_type) END ORDER BY l.position)
            FROM invoice_line l WHERE l.customer_id = i.customer_id AND l.invoice_id = i.id))::text, 'UTF8'))
$$;
