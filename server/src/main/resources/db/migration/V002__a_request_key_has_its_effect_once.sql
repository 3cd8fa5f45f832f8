-- Written in the transaction of the request's own effect: either both are there or neither.
CREATE TABLE idempotency_key (
    key          text PRIMARY KEY,
    request_hash bytea NOT NULL,
    status       int NOT NULL,
    content_type text,
    response     bytea NOT NULL,
    created_at   timestamptz NOT NULL
);
CREATE INDEX idempotency_key_age ON idempotency_key (created_at);
