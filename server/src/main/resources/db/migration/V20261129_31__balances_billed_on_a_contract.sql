-- Owner: balances.

-- The commits of a customer that a contract's invoices bill.
CREATE INDEX balance_billed_on ON balance (customer_id, invoice_contract_id) WHERE invoice_contract_id IS NOT NULL;
