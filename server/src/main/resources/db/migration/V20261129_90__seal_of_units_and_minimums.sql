-- Owner: invoicing. The seal covers what a line is in, what it converts and whether it is a minimum; of all other lines it is
-- what it was.
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
                ORDER BY l.position)
            FROM invoice_line l WHERE l.customer_id = i.customer_id AND l.invoice_id = i.id))
        || coalesce((SELECT jsonb_build_array(to_jsonb(r)) FROM invoice_royalty r
            WHERE r.customer_id = i.customer_id AND r.invoice_id = i.id), '[]'::jsonb))::text, 'UTF8'))
$$;
