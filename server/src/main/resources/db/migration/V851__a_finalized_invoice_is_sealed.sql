-- What an invoice was when it was finalized, as one hash over it and its lines. Status and voided_at stay outside: voiding
-- is the one step left. So does a line's growth, which only a breakdown shows and which is large.
CREATE TABLE invoice_seal (
    invoice_id uuid PRIMARY KEY,
    sha256     bytea NOT NULL
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
            FROM invoice_line l WHERE l.invoice_id = i.id))::text, 'UTF8'))
$$;

INSERT INTO invoice_seal SELECT i.id, invoice_digest(i) FROM invoice i WHERE i.finalized_at IS NOT NULL;

-- Its lines are written before the invoice is finalized, in the same transaction.
CREATE FUNCTION seal_finalized_invoices() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO invoice_seal
    SELECT i.id, invoice_digest(i)
    FROM done JOIN was ON was.id = done.id JOIN invoice i ON i.id = done.id
    WHERE was.status = 'DRAFT' AND done.status = 'FINALIZED';
    RETURN NULL;
END $$;
CREATE TRIGGER invoice_is_sealed AFTER UPDATE ON invoice REFERENCING OLD TABLE AS was NEW TABLE AS done
    FOR EACH STATEMENT EXECUTE FUNCTION seal_finalized_invoices();

CREATE TRIGGER invoice_seal_is_kept BEFORE UPDATE OR DELETE ON invoice_seal
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history();
