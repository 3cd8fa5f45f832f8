-- Owner: contracts. Which of its customer's usage a contract bills from a moment on, until the next one starts.
CREATE TABLE contract_usage_filter (
    customer_id  uuid NOT NULL,
    contract_id  uuid NOT NULL,
    starting_at  timestamptz NOT NULL CHECK (mod(extract(epoch FROM starting_at), 3600) = 0),
    group_key    text NOT NULL CHECK (group_key <> ''),
    group_values text[] NOT NULL CHECK (cardinality(group_values) > 0),
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (customer_id, contract_id, starting_at),
    FOREIGN KEY (customer_id, contract_id) REFERENCES contract (customer_id, id)
);
