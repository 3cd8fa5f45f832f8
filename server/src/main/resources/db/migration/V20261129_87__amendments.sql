-- Owner: contracts.

-- Edits that only added, kept under an id of their own with what they added. In the history they are edits like others.
CREATE TABLE contract_amendment (
    customer_id uuid NOT NULL,
    id          uuid NOT NULL,
    contract_id uuid NOT NULL,
    -- Among the amendments of the contract, from 0 on.
    place       int NOT NULL CHECK (place >= 0),
    starting_at timestamptz NOT NULL,
    created_at  timestamptz NOT NULL,
    -- As v1 shows them, by their lists.
    terms       jsonb NOT NULL CHECK (jsonb_typeof(terms) = 'object'),
    PRIMARY KEY (customer_id, id),
    UNIQUE (customer_id, contract_id, place),
    FOREIGN KEY (customer_id, contract_id) REFERENCES contract (customer_id, id)
);
CREATE TRIGGER contract_amendment_is_kept BEFORE UPDATE OR DELETE ON contract_amendment
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history();
