-- Owner: contracts. Which package a contract was created from, if from any.
ALTER TABLE contract ADD COLUMN package_id uuid REFERENCES package;
CREATE INDEX contract_of_package ON contract (package_id, id) WHERE package_id IS NOT NULL;
