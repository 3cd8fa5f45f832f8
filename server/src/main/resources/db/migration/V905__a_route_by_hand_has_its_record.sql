-- Who sent an invoice elsewhere than its contract's schedule says, to where, when and why. Written in the transaction that
-- finalizes the invoice, before it is final, and only added to.
ALTER TABLE provider_configuration ADD CONSTRAINT provider_configuration_of_customer UNIQUE (id, customer_id);
CREATE TABLE invoice_route_by_hand (
    invoice_id                 uuid PRIMARY KEY REFERENCES invoice (id),
    customer_id                uuid NOT NULL,
    configuration_id           uuid NOT NULL,
    -- What the schedule named at that moment; NULL: nobody.
    scheduled_configuration_id uuid,
    reason                     text NOT NULL CHECK (reason <> ''),
    decided_by                 text NOT NULL CHECK (decided_by <> ''),
    decided_at                 timestamptz NOT NULL,
    -- The voided invoice whose route by hand this one keeps; NULL where somebody decided for this very invoice.
    carried_from               uuid REFERENCES invoice_route_by_hand (invoice_id),
    sha256                     bytea NOT NULL,
    UNIQUE (invoice_id, configuration_id),
    -- Never to somebody else's account.
    FOREIGN KEY (configuration_id, customer_id) REFERENCES provider_configuration (id, customer_id)
);

-- As with the chains, the hash is written here and nowhere else; instants go in as seconds.
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

-- Such a route follows from no segment. It cannot be written without its record, nor with another configuration than that.
ALTER TABLE invoice DROP CONSTRAINT invoice_check7;
ALTER TABLE invoice
    ADD COLUMN route_by_hand uuid,
    ADD CONSTRAINT invoice_follows_a_segment_or_a_person CHECK (configuration_id IS NULL
        OR (segment_id IS NOT NULL) <> (route_rule = 'by_hand')),
    ADD CONSTRAINT invoice_by_hand_has_its_record CHECK ((route_by_hand IS NOT NULL)
        = (route_rule IS NOT DISTINCT FROM 'by_hand') AND (route_by_hand = id) IS NOT FALSE),
    ADD CONSTRAINT invoice_by_hand_goes_where_its_record_says CHECK (route_by_hand IS NULL
        OR configuration_id IS NOT NULL),
    ADD FOREIGN KEY (route_by_hand, configuration_id) REFERENCES invoice_route_by_hand (invoice_id, configuration_id);
