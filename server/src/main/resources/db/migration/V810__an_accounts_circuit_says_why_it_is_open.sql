-- A circuit opens because the account refuses us, or because its provider fails; which of the two says what mends it.
-- One probe decides for the whole account, whichever server makes it: hence the lease, on the database's own clock.
ALTER TABLE delivery_account
    ADD COLUMN circuit_kind text CHECK (circuit_kind IN ('configuration', 'failing')),
    ADD COLUMN circuit_opened_at timestamptz,
    ADD COLUMN probed_until timestamptz;
UPDATE delivery_account SET circuit_kind = 'configuration', circuit_opened_at = now()
WHERE circuit_open_until IS NOT NULL;
ALTER TABLE delivery_account ADD CONSTRAINT an_open_circuit_says_why
    CHECK ((circuit_open_until IS NULL) = (circuit_kind IS NULL)
        AND (circuit_open_until IS NULL) = (circuit_reason IS NULL));
CREATE INDEX delivery_account_open ON delivery_account (account_key) WHERE circuit_open_until IS NOT NULL;

-- Few deliveries have a deadline of their provider's; those are looked at while a circuit is open.
CREATE INDEX delivery_deadline ON delivery (account_key, deadline_at)
    WHERE deadline_at IS NOT NULL AND state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN');
