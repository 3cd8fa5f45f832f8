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

-- Who is signed in to the console. By the token's hash and not its id: the token of the setting has no row, and when it is
-- changed its sessions must end as those of a revoked one do.
CREATE TABLE console_session (
    id_sha256    bytea PRIMARY KEY CHECK (length(id_sha256) = 32),
    token_sha256 bytea NOT NULL CHECK (length(token_sha256) = 32),
    -- All of real time.
    created_at   timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL CHECK (expires_at > created_at)
);
CREATE INDEX console_session_by_end ON console_session (expires_at);

-- The lives of this database, one after the other. Transaction ids belong to a cluster: restored into another one from a dump,
-- a database begins a new life, or what it had written would come after what it is about to write.
CREATE TABLE audit_incarnation (
    number integer PRIMARY KEY CHECK (number > 0)
);
INSERT INTO audit_incarnation (number) VALUES (1);

-- Who changed what. Read in the order of (incarnation, txid, id), and only up to the oldest transaction that still runs: ids
-- are given out before their transactions commit, so without that a reader could pass one that appears behind it.
CREATE TABLE audit_entry (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- No foreign key: every writer would lock the one row that all of them name.
    incarnation   integer NOT NULL,
    txid          xid8 NOT NULL DEFAULT pg_current_xact_id(),
    -- Business time; the row's own order is the one above.
    at            timestamptz NOT NULL,
    actor_id      uuid NOT NULL,
    actor_name    text NOT NULL,
    -- Empty where the server did it by itself.
    request_id    text,
    address       text,
    user_agent    text,
    action        text NOT NULL,
    resource_type text NOT NULL,
    resource_id   text,
    -- No foreign key: an entry is written under any locks, and must not wait for whoever holds the customer.
    customer_id   uuid,
    status        text NOT NULL CHECK (status IN ('success', 'failure')),
    description   text,
    before        jsonb CHECK (jsonb_typeof(before) = 'object'),
    after         jsonb CHECK (jsonb_typeof(after) = 'object'),
    CHECK (status = 'success' OR (before IS NULL AND after IS NULL))
);
CREATE UNIQUE INDEX audit_entry_in_order ON audit_entry (incarnation, txid, id);
CREATE INDEX audit_entry_of_resource ON audit_entry (resource_type, resource_id, incarnation, txid, id);
CREATE INDEX audit_entry_by_time ON audit_entry (at);

CREATE TRIGGER audit_entry_is_history BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_history();
