-- What fails in Downbeat itself and does not pass is tried a handful of times, not for 72 hours. The first words are kept,
-- so that the same failure is told with its stack trace once.
ALTER TABLE delivery
    ADD COLUMN own_failure text,
    ADD COLUMN own_failures int NOT NULL DEFAULT 0 CHECK (own_failures >= 0),
    ADD COLUMN own_failure_at timestamptz,
    ADD CONSTRAINT an_own_failure_says_what_and_when
        CHECK ((own_failure IS NULL) = (own_failure_at IS NULL) AND (own_failures = 0 OR own_failure IS NOT NULL));

-- A provider that asks for a long pause gets it from the whole account, whichever server was told.
ALTER TABLE delivery_account
    DROP CONSTRAINT delivery_account_circuit_kind_check,
    ADD CONSTRAINT delivery_account_circuit_kind_check
        CHECK (circuit_kind IN ('configuration', 'failing', 'throttled'));
