-- Owner: namedschedules.
--
-- Named schedules of contracts that properties tell apart beside their name; those without any stay where they are, in
-- contract_named_schedule. In a table of their own, so that a server of the version before, which knows no properties, takes none
-- of them for another. Rows are boundaries, as there.

CREATE TABLE contract_property_schedule (
    customer_id uuid NOT NULL,
    contract_id uuid NOT NULL,
    properties  jsonb NOT NULL CHECK (properties <> '{}'),
    name        text NOT NULL CHECK (name <> ''),
    starting_at timestamptz NOT NULL,
    value       jsonb,
    PRIMARY KEY (customer_id, contract_id, properties, name, starting_at),
    FOREIGN KEY (customer_id, contract_id) REFERENCES contract (customer_id, id)
);
