-- Owners: invoicing and delivery.engine.

-- What a parent pays for its child goes to the parent's account, which is often another customer's than the invoice's. Whose
-- configuration it is stands beside the configuration; said by nobody, it is the invoice's own customer's.
ALTER TABLE invoice ADD COLUMN configuration_customer_id uuid;
ALTER TABLE invoice DISABLE TRIGGER USER;
UPDATE invoice SET configuration_customer_id = customer_id WHERE configuration_id IS NOT NULL;
ALTER TABLE invoice ENABLE TRIGGER USER;
ALTER TABLE invoice
    DROP CONSTRAINT invoice_customer_id_configuration_id_fkey,
    ADD FOREIGN KEY (configuration_customer_id, configuration_id) REFERENCES provider_configuration (customer_id, id);

ALTER TABLE delivery ADD COLUMN configuration_customer_id uuid;
ALTER TABLE delivery DISABLE TRIGGER USER;
UPDATE delivery SET configuration_customer_id = customer_id;
ALTER TABLE delivery ENABLE TRIGGER USER;
ALTER TABLE delivery
    ALTER COLUMN configuration_customer_id SET NOT NULL,
    DROP CONSTRAINT delivery_customer_id_configuration_id_fkey,
    ADD FOREIGN KEY (configuration_customer_id, configuration_id) REFERENCES provider_configuration (customer_id, id);

CREATE FUNCTION a_configuration_is_the_customers_own() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.configuration_customer_id := NEW.customer_id;
    RETURN NEW;
END $$;
CREATE TRIGGER invoice_goes_to_an_account_of_its_customer BEFORE INSERT OR UPDATE ON invoice
    FOR EACH ROW WHEN (NEW.configuration_id IS NOT NULL AND NEW.configuration_customer_id IS NULL)
    EXECUTE FUNCTION a_configuration_is_the_customers_own();
CREATE TRIGGER delivery_goes_to_an_account_of_its_customer BEFORE INSERT ON delivery
    FOR EACH ROW WHEN (NEW.configuration_customer_id IS NULL)
    EXECUTE FUNCTION a_configuration_is_the_customers_own();

-- Never to somebody else's account: to another customer's only if that one is the parent and pays.
CREATE FUNCTION an_account_is_its_payers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM contract_hierarchy h WHERE h.customer_id = NEW.customer_id
            AND h.contract_id = NEW.contract_id AND h.payer = 'PARENT'
            AND h.parent_customer_id = NEW.configuration_customer_id) THEN
        RAISE EXCEPTION '% % of customer %: customer % does not pay for contract %', TG_TABLE_NAME, NEW.id,
            NEW.customer_id, NEW.configuration_customer_id, NEW.contract_id USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER invoice_is_paid_by_its_parent BEFORE INSERT OR UPDATE OF configuration_customer_id ON invoice
    FOR EACH ROW WHEN (NEW.configuration_customer_id <> NEW.customer_id) EXECUTE FUNCTION an_account_is_its_payers();
CREATE TRIGGER delivery_is_paid_by_its_parent BEFORE INSERT OR UPDATE OF configuration_customer_id ON delivery
    FOR EACH ROW WHEN (NEW.configuration_customer_id <> NEW.customer_id) EXECUTE FUNCTION an_account_is_its_payers();
