-- Owner: contracts. What an overwritten rate is in, where the contract says so; nothing: what the rate of the card is in.
ALTER TABLE rate_override
    ADD COLUMN credit_type_id uuid,
    ADD CONSTRAINT rate_override_unit_of_a_rate CHECK (credit_type_id IS NULL OR modifier IS NOT DISTINCT FROM 'OVERWRITE');
