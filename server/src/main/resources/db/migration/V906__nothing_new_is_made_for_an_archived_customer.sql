-- Whoever makes something for a customer holds its row, so archiving waits; what comes after the archiving is refused. After
-- the insert, because an alias that stays with its archived customer is inserted again and found there.
CREATE FUNCTION an_archived_customer_gets_nothing_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM customer WHERE id = NEW.customer_id AND archived_at IS NULL FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION '%: customer % is archived', TG_TABLE_NAME, NEW.customer_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER provider_configuration_is_of_a_living_customer AFTER INSERT ON provider_configuration
    FOR EACH ROW EXECUTE FUNCTION an_archived_customer_gets_nothing_new();
CREATE TRIGGER contract_is_of_a_living_customer AFTER INSERT ON contract
    FOR EACH ROW EXECUTE FUNCTION an_archived_customer_gets_nothing_new();
CREATE TRIGGER customer_alias_is_of_a_living_customer AFTER INSERT ON customer_alias
    FOR EACH ROW EXECUTE FUNCTION an_archived_customer_gets_nothing_new();
