-- An outside account, or the credentials that several are called with: a row each, with its circuit. What only one queue or
-- region refuses opens the account's own; credentials that are refused, or a pause, hold back all that use them.
CREATE TABLE provider_account (
    account_key        text PRIMARY KEY,
    credentials_key    text NOT NULL,
    provider           text,
    delivery_method_id uuid,
    circuit_open_until timestamptz,
    circuit_kind       text CHECK (circuit_kind IN ('configuration', 'failing', 'throttled')),
    circuit_reason     text,
    circuit_openings   int NOT NULL DEFAULT 0,
    circuit_opened_at  timestamptz,
    probed_until       timestamptz,
    CONSTRAINT an_account_has_its_delivery_method CHECK ((provider IS NULL) = (delivery_method_id IS NULL)),
    CONSTRAINT an_open_circuit_says_why CHECK ((circuit_open_until IS NULL) = (circuit_kind IS NULL)
        AND (circuit_open_until IS NULL) = (circuit_reason IS NULL)
        AND (circuit_open_until IS NULL) = (circuit_opened_at IS NULL))
);
CREATE INDEX provider_account_of_method ON provider_account (delivery_method_id);
CREATE INDEX provider_account_by_credentials ON provider_account (credentials_key);
CREATE INDEX provider_account_open ON provider_account (account_key) WHERE circuit_open_until IS NOT NULL;

-- Of each account the circuit that is open longest, its own or its credentials'.
CREATE VIEW account_circuit AS
SELECT a.account_key, a.credentials_key, a.provider, a.delivery_method_id,
    greatest(a.circuit_open_until, c.circuit_open_until) AS circuit_open_until,
    CASE WHEN c.circuit_open_until > a.circuit_open_until OR a.circuit_open_until IS NULL THEN c.circuit_reason
        ELSE a.circuit_reason END AS circuit_reason
FROM provider_account a
LEFT JOIN provider_account c ON c.account_key = a.credentials_key AND c.account_key <> a.account_key
WHERE a.delivery_method_id IS NOT NULL;

INSERT INTO provider_account
SELECT account_key, account_key, provider, delivery_method_id, circuit_open_until, circuit_kind, circuit_reason,
    circuit_openings, circuit_opened_at, probed_until FROM delivery_account;
DROP TABLE delivery_account;
DROP TABLE meter_circuit;
