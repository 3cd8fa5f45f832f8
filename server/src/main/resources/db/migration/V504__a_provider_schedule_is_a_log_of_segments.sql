-- Of several segments at one boundary the one added last is in force; the others tell what was asked for before. Where
-- a segment ends is never stored: it ends where the next one begins.
CREATE TABLE provider_segment (
    id                        uuid PRIMARY KEY,
    contract_id               uuid NOT NULL REFERENCES contract,
    sequence                  bigint GENERATED ALWAYS AS IDENTITY,
    provider_configuration_id uuid REFERENCES provider_configuration,
    effective_at              timestamptz NOT NULL,
    created_at                timestamptz NOT NULL,
    contract_edit_id          uuid UNIQUE REFERENCES contract_edit
);
CREATE INDEX provider_segment_of_contract ON provider_segment (contract_id, effective_at, sequence DESC);
CREATE INDEX provider_segment_of_configuration ON provider_segment (provider_configuration_id);

CREATE TRIGGER provider_segment_is_only_added_to BEFORE UPDATE OR DELETE ON provider_segment
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history();
