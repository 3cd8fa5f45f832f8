-- Owner: balances.

-- Which children of a contract in an account hierarchy may use what the contract agreed on; null where only itself may. A
-- list names children, whatever customer's they are, so no foreign key holds it: contracts are never deleted.
ALTER TABLE balance
    ADD COLUMN child_access text
        CONSTRAINT balance_child_access_known CHECK (child_access IN ('ALL', 'CONTRACT_IDS')),
    ADD COLUMN child_contract_ids uuid[],
    ADD CONSTRAINT balance_shared_is_a_contracts CHECK (child_access IS NULL OR contract_id IS NOT NULL),
    ADD CONSTRAINT balance_shared_with_whom CHECK ((child_access IS NOT DISTINCT FROM 'CONTRACT_IDS')
        = (child_contract_ids IS NOT NULL));

-- A child's invoice draws on its parent's balance, which is often another customer's. The draw is the balance's, and is keyed
-- as the balance is; whose invoice drew stands beside it. (Where tables are distributed by customer_id, the two customers of
-- such a draw may be on two nodes.)
ALTER TABLE balance_draw ADD COLUMN invoice_customer_id uuid;
ALTER TABLE balance_draw DISABLE TRIGGER balance_draw_is_given_back_once;
UPDATE balance_draw SET invoice_customer_id = customer_id;
ALTER TABLE balance_draw ENABLE TRIGGER balance_draw_is_given_back_once;
ALTER TABLE balance_draw ALTER COLUMN invoice_customer_id SET NOT NULL;

ALTER TABLE balance_draw
    DROP CONSTRAINT balance_draw_customer_id_invoice_id_fkey,
    DROP CONSTRAINT balance_draw_customer_id_contract_id_fkey,
    ADD FOREIGN KEY (invoice_customer_id, invoice_id) REFERENCES invoice (customer_id, id),
    ADD FOREIGN KEY (invoice_customer_id, contract_id) REFERENCES contract (customer_id, id);
DROP INDEX balance_draw_of_invoice;
CREATE INDEX balance_draw_of_invoice ON balance_draw (invoice_customer_id, invoice_id);

CREATE OR REPLACE FUNCTION a_draw_is_given_back_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.voided_at IS NOT NULL OR NEW.voided_at IS NULL
       OR (OLD.customer_id, OLD.segment_id, OLD.invoice_id, OLD.balance_id, OLD.contract_id, OLD.amount, OLD.dated_at,
           OLD.invoice_customer_id)
          IS DISTINCT FROM
          (NEW.customer_id, NEW.segment_id, NEW.invoice_id, NEW.balance_id, NEW.contract_id, NEW.amount, NEW.dated_at,
           NEW.invoice_customer_id) THEN
        RAISE EXCEPTION 'balance_draw: a draw can only be given back, and once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
