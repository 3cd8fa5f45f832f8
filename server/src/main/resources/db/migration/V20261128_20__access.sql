-- Owner: access.

-- Who may use the API. The text of a token is nowhere, only its hash.
CREATE TABLE api_token (
    id           uuid PRIMARY KEY,
    name         text NOT NULL CHECK (name <> ''),
    role         text NOT NULL CHECK (role IN ('admin', 'read_only', 'ingest_only')),
    token_sha256 bytea NOT NULL UNIQUE CHECK (length(token_sha256) = 32),
    -- All of real time.
    created_at   timestamptz NOT NULL,
    last_used_at timestamptz,
    revoked_at   timestamptz
);
