CREATE TABLE contract_edit (
    id             uuid PRIMARY KEY,
    contract_id    uuid NOT NULL REFERENCES contract,
    sequence       bigint GENERATED ALWAYS AS IDENTITY,
    edited_at      timestamptz NOT NULL,
    uniqueness_key text COLLATE "C" UNIQUE CHECK (length(uniqueness_key) BETWEEN 1 AND 128),
    changes        jsonb NOT NULL CHECK (jsonb_typeof(changes) = 'object')
);
CREATE INDEX contract_edit_of_contract ON contract_edit (contract_id, sequence);

CREATE FUNCTION refuse_rewriting_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only added to', TG_TABLE_NAME;
END
$$;

CREATE TRIGGER contract_edit_is_only_added_to BEFORE UPDATE OR DELETE ON contract_edit
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history();
