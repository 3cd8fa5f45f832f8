-- Owner: contracts.
--
-- The contract as it was shown just before the edit, so that it can be shown as of a date. Edits of before have none.
ALTER TABLE contract_edit ADD COLUMN contract_before jsonb;
