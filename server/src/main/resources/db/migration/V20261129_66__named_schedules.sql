-- Owner: namedschedules.
--
-- JSON values over spans of time that clients keep with a customer, a contract or a rate card. A row is a boundary: its value
-- holds until the next row of the same name, and no value means that nothing does. So spans cannot overlap.

CREATE TABLE customer_named_schedule (
    customer_id uuid NOT NULL REFERENCES customer,
    name        text NOT NULL CHECK (name <> ''),
    starting_at timestamptz NOT NULL,
    value       jsonb,
    PRIMARY KEY (customer_id, name, starting_at)
);

CREATE TABLE contract_named_schedule (
    customer_id uuid NOT NULL,
    contract_id uuid NOT NULL,
    name        text NOT NULL CHECK (name <> ''),
    starting_at timestamptz NOT NULL,
    value       jsonb,
    PRIMARY KEY (customer_id, contract_id, name, starting_at),
    FOREIGN KEY (customer_id, contract_id) REFERENCES contract (customer_id, id)
);

CREATE TABLE rate_card_named_schedule (
    rate_card_id uuid NOT NULL REFERENCES rate_card,
    name         text NOT NULL CHECK (name <> ''),
    starting_at  timestamptz NOT NULL,
    value        jsonb,
    PRIMARY KEY (rate_card_id, name, starting_at)
);
