-- Cents that were metered of a finalized invoice beyond its total. A marketplace gives nothing back, so a later invoice of
-- the same contract and configuration takes them over instead of being metered for them.
ALTER TABLE meter_stream ADD COLUMN surplus_cents bigint NOT NULL DEFAULT 0 CHECK (surplus_cents >= 0);
CREATE INDEX meter_stream_with_surplus ON meter_stream (configuration_id) WHERE surplus_cents > 0;

CREATE TABLE meter_carry (
    from_invoice_id uuid NOT NULL REFERENCES meter_stream,
    to_invoice_id   uuid NOT NULL REFERENCES meter_stream CHECK (to_invoice_id <> from_invoice_id),
    cents           bigint NOT NULL CHECK (cents > 0),
    made_at         timestamptz NOT NULL,
    PRIMARY KEY (from_invoice_id, to_invoice_id)
);
CREATE INDEX meter_carry_to ON meter_carry (to_invoice_id);
