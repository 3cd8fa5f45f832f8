-- Owner: contracts.

-- Agreed in an order, and never changed or taken away.
CREATE TABLE reseller_royalty (
    customer_id             uuid NOT NULL,
    id                      uuid NOT NULL,
    contract_id             uuid NOT NULL,
    -- Among the royalties of the contract, from 0 on: of two that start at once, the later one holds.
    place                   int NOT NULL CHECK (place >= 0),
    reseller_type           text NOT NULL
        CONSTRAINT reseller_royalty_type_known CHECK (reseller_type IN ('AWS', 'AWS_PRO_SERVICE', 'GCP', 'GCP_PRO_SERVICE')),
    fraction                numeric NOT NULL CHECK (fraction BETWEEN 0 AND 1),
    netsuite_reseller_id    text NOT NULL,
    starting_at             timestamptz NOT NULL,
    ending_before           timestamptz,
    -- Both empty: all products.
    applicable_product_ids  uuid[] NOT NULL,
    applicable_product_tags text[] NOT NULL,
    reseller_contract_value numeric,
    aws_account_number      text,
    aws_offer_id            text,
    aws_payer_reference_id  text,
    gcp_account_id          text,
    gcp_offer_id            text,
    PRIMARY KEY (customer_id, id),
    UNIQUE (customer_id, contract_id, place),
    FOREIGN KEY (customer_id, contract_id) REFERENCES contract (customer_id, id),
    CHECK (starting_at < ending_before)
);

-- Owner: invoicing. The royalty that an invoice names, as it was when the invoice was finalized, and which of its products
-- it is about. Written in the transaction that finalizes the invoice, before it is final.
CREATE TABLE invoice_royalty (
    customer_id            uuid NOT NULL,
    invoice_id             uuid NOT NULL,
    reseller_type          text NOT NULL,
    fraction               numeric NOT NULL CHECK (fraction BETWEEN 0 AND 1),
    netsuite_reseller_id   text NOT NULL,
    aws_account_number     text,
    aws_offer_id           text,
    aws_payer_reference_id text,
    gcp_account_id         text,
    gcp_offer_id           text,
    product_ids            uuid[] NOT NULL,
    PRIMARY KEY (customer_id, invoice_id),
    FOREIGN KEY (customer_id, invoice_id) REFERENCES invoice (customer_id, id)
);
CREATE TRIGGER invoice_royalty_is_kept BEFORE UPDATE OR DELETE ON invoice_royalty
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history();

CREATE FUNCTION royalties_are_added_to_drafts_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM added JOIN invoice i ON i.customer_id = added.customer_id AND i.id = added.invoice_id
            WHERE i.status <> 'DRAFT') THEN
        RAISE EXCEPTION 'a finalized invoice gets no royalty any more' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER royalties_are_added_to_drafts_only AFTER INSERT ON invoice_royalty
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION royalties_are_added_to_drafts_only();

-- The seal covers the royalty of an invoice; where it names none, it is what it was.
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
                        'metadata', l.metadata))) END ORDER BY l.position)
            FROM invoice_line l WHERE l.customer_id = i.customer_id AND l.invoice_id = i.id))
        || coalesce((SELECT jsonb_build_array(to_jsonb(r)) FROM invoice_royalty r
            WHERE r.customer_id = i.customer_id AND r.invoice_id = i.id), '[]'::jsonb))::text, 'UTF8'))
$$;
