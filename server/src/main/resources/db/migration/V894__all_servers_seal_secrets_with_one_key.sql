-- What tells the secret key from another one, and from which it cannot be computed. At most one row, by the first server.
CREATE TABLE secret_key_check (
    only_row    boolean PRIMARY KEY CHECK (only_row),
    key_id      text NOT NULL,
    check_value bytea NOT NULL
);
