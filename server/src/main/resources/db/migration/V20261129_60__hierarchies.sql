-- Owner: contracts.

-- Where a contract stands in an account hierarchy; a row for each parent and each child. Said when it is created, and never
-- changed. The contract and its parent are often two customers', so this is one of the few places where one customer's row
-- refers to another's.
CREATE TABLE contract_hierarchy (
    customer_id                uuid NOT NULL,
    contract_id                uuid NOT NULL,
    is_child                   boolean NOT NULL,
    parent_customer_id         uuid,
    parent_contract_id         uuid,
    -- What the row referred to has to be: a parent has no parent, so there is one level.
    parent_is_child            boolean,
    payer                      text
        CONSTRAINT contract_hierarchy_payer_known CHECK (payer IN ('SELF', 'PARENT')),
    usage_statement_behavior   text
        CONSTRAINT contract_hierarchy_statements_known CHECK (usage_statement_behavior IN ('CONSOLIDATE', 'SEPARATE')),
    -- Of a parent; null where it said nothing.
    invoice_consolidation_type text
        CONSTRAINT contract_hierarchy_consolidation_known CHECK (invoice_consolidation_type IN ('CONCATENATE', 'NONE')),
    PRIMARY KEY (customer_id, contract_id),
    UNIQUE (customer_id, contract_id, is_child),
    FOREIGN KEY (customer_id, contract_id) REFERENCES contract (customer_id, id),
    FOREIGN KEY (parent_customer_id, parent_contract_id, parent_is_child)
        REFERENCES contract_hierarchy (customer_id, contract_id, is_child),
    CONSTRAINT contract_hierarchy_child_or_parent CHECK (CASE WHEN is_child
        THEN parent_customer_id IS NOT NULL AND parent_contract_id IS NOT NULL AND parent_is_child IS NOT DISTINCT FROM false
            AND payer IS NOT NULL AND usage_statement_behavior IS NOT NULL AND invoice_consolidation_type IS NULL
        ELSE parent_customer_id IS NULL AND parent_contract_id IS NULL AND parent_is_child IS NULL
            AND payer IS NULL AND usage_statement_behavior IS NULL END),
    CONSTRAINT contract_hierarchy_consolidates_what_the_parent_pays CHECK (
        usage_statement_behavior <> 'CONSOLIDATE' OR payer = 'PARENT')
);
CREATE INDEX contract_hierarchy_children ON contract_hierarchy (parent_customer_id, parent_contract_id) WHERE is_child;

CREATE TRIGGER contract_hierarchy_stays_as_it_was_made BEFORE UPDATE OR DELETE ON contract_hierarchy
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history();
