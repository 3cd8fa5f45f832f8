-- Owner: invoicing, and below balances.

-- The postpaid commit whose rest the invoice bills. It stands beside the other scheduled invoices of its date, and is one of
-- its commit, so that what is left is owed once.
ALTER TABLE invoice
    ADD COLUMN true_up_of uuid,
    ADD CONSTRAINT invoice_true_up_has_a_date CHECK (true_up_of IS NULL OR type = 'SCHEDULED'),
    ADD FOREIGN KEY (customer_id, true_up_of) REFERENCES balance (customer_id, id);

DROP INDEX invoice_one_live;
CREATE UNIQUE INDEX invoice_one_live ON invoice
    (customer_id, contract_id, type, (coalesce(period_start, issued_at)), credit_type_id, part)
    WHERE status <> 'VOID' AND true_up_of IS NULL;
CREATE UNIQUE INDEX invoice_one_live_true_up ON invoice (customer_id, true_up_of)
    WHERE status <> 'VOID' AND true_up_of IS NOT NULL;
CREATE INDEX invoice_true_ups ON invoice (customer_id, true_up_of) WHERE true_up_of IS NOT NULL;

-- A finalized true-up takes what is left of its commit, as usage does: so nothing draws on what is billed already, and
-- voiding gives it back.
ALTER TABLE balance_draw ADD COLUMN is_true_up boolean NOT NULL DEFAULT false;
CREATE UNIQUE INDEX balance_draw_one_true_up ON balance_draw (customer_id, balance_id)
    WHERE is_true_up AND voided_at IS NULL;
CREATE TRIGGER balance_draw_stays_a_true_up BEFORE UPDATE ON balance_draw
    FOR EACH ROW WHEN (OLD.is_true_up <> NEW.is_true_up) EXECUTE FUNCTION refuse_rewriting_history();

-- A postpaid commit whose rest is owed no more: it was let off after it was agreed.
ALTER TABLE balance
    ADD COLUMN is_rest_waived boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT balance_rest_of_a_postpaid_is_waived CHECK (NOT is_rest_waived OR type = 'POSTPAID');
