-- Owner: contracts.
--
-- What a contract is called in the systems where it was sold. A contract without any has no row.
CREATE TABLE contract_sales_references (
    customer_id               uuid NOT NULL,
    contract_id               uuid NOT NULL,
    netsuite_sales_order_id   text,
    salesforce_opportunity_id text,
    total_contract_value      numeric,
    PRIMARY KEY (customer_id, contract_id),
    FOREIGN KEY (customer_id, contract_id) REFERENCES contract (customer_id, id)
);
