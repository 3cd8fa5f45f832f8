-- Owner: preflight.

-- What an account's provider said when a person last asked it whether it takes the credentials. None is kept of credentials
-- that were replaced since.
CREATE TABLE account_check (
    delivery_method_id uuid PRIMARY KEY REFERENCES delivery_method,
    checked_at         timestamptz NOT NULL,
    verdict            text NOT NULL CHECK (verdict IN ('OK', 'WARNING', 'FAILED', 'UNKNOWN')),
    detail             text NOT NULL
);
