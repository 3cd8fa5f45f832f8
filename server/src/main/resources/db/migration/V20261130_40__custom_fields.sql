-- Owner: customfields. The keys that custom fields may have, by kind of thing. Values stay with whatever has them.
CREATE TABLE custom_field_key (
    entity             text NOT NULL,
    key                text NOT NULL,
    id                 uuid NOT NULL UNIQUE,
    enforce_uniqueness boolean NOT NULL,
    PRIMARY KEY (entity, key)
);

-- Who has a value that only one may have; an archived thing keeps it until it is taken away.
CREATE TABLE custom_field_unique_value (
    entity    text NOT NULL,
    key       text NOT NULL,
    value     text NOT NULL,
    entity_id uuid NOT NULL,
    PRIMARY KEY (entity, key, value),
    UNIQUE (entity, entity_id, key),
    FOREIGN KEY (entity, key) REFERENCES custom_field_key ON DELETE CASCADE
);

-- Every key that something has a value under, so that whatever was made before keys were registered stays as it is.
INSERT INTO custom_field_key (entity, key, id, enforce_uniqueness)
SELECT entity, key, gen_random_uuid(), false
FROM (
    SELECT 'billable_metric' AS entity, jsonb_object_keys(custom_fields) AS key FROM billable_metric
    UNION SELECT 'contract', jsonb_object_keys(custom_fields) FROM contract
    UNION SELECT 'contract_product', jsonb_object_keys(custom_fields) FROM product
    UNION SELECT 'customer', jsonb_object_keys(custom_fields) FROM customer
    UNION SELECT 'discount', jsonb_object_keys(custom_fields) FROM discount
    UNION SELECT 'invoice', jsonb_object_keys(custom_fields) FROM invoice
    UNION SELECT 'professional_service', jsonb_object_keys(custom_fields) FROM professional_service
    UNION SELECT 'rate_card', jsonb_object_keys(custom_fields) FROM rate_card
    UNION SELECT 'scheduled_charge', jsonb_object_keys(custom_fields) FROM scheduled_charge
    UNION SELECT CASE WHEN type = 'CREDIT' THEN 'contract_credit' ELSE 'commit' END, jsonb_object_keys(custom_fields)
        FROM balance
) AS stored;

-- Holds what has custom fields to the keys, whoever writes it. The keys are locked against their removal, in one order for
-- everybody. Its refusals are for the caller to read: the server answers DB400 with 400 and DB409 with 409.
CREATE FUNCTION keep_custom_fields() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kind  text := TG_ARGV[0];
    field record;
    once  boolean;
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM custom_field_unique_value WHERE entity = kind AND entity_id = OLD.id;
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM custom_field_unique_value u
        WHERE u.entity = kind AND u.entity_id = NEW.id AND NEW.custom_fields ->> u.key IS DISTINCT FROM u.value;
    END IF;
    FOR field IN SELECT f.key, f.value FROM jsonb_each_text(NEW.custom_fields) AS f ORDER BY f.key LOOP
        SELECT k.enforce_uniqueness INTO once FROM custom_field_key k
        WHERE k.entity = kind AND k.key = field.key FOR KEY SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'custom_fields.%: no such custom field key', field.key USING ERRCODE = 'DB400';
        END IF;
        IF once THEN
            INSERT INTO custom_field_unique_value (entity, key, value, entity_id)
            VALUES (kind, field.key, field.value, NEW.id) ON CONFLICT DO NOTHING;
            PERFORM FROM custom_field_unique_value u
            WHERE u.entity = kind AND u.key = field.key AND u.value = field.value AND u.entity_id = NEW.id;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'custom_fields.%: another % has this value, and only one may; it may be archived',
                    field.key, kind USING ERRCODE = 'DB409';
            END IF;
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;

-- Makes a table with an id and custom_fields keep to the keys of an entity.
--
-- which: only the rows for which it holds, with @ for the row; true for all.
CREATE PROCEDURE keeps_custom_fields(owner text, entity text, which text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER %I AFTER INSERT ON %I FOR EACH ROW WHEN (NEW.custom_fields <> ''{}'' AND %s)'
        ' EXECUTE FUNCTION keep_custom_fields(%L)',
        entity || '_keeps_custom_fields_made', owner, replace(which, '@', 'NEW'), entity);
    EXECUTE format('CREATE TRIGGER %I AFTER UPDATE OF custom_fields ON %I FOR EACH ROW'
        ' WHEN (NEW.custom_fields IS DISTINCT FROM OLD.custom_fields AND %s) EXECUTE FUNCTION keep_custom_fields(%L)',
        entity || '_keeps_custom_fields', owner, replace(which, '@', 'NEW'), entity);
    EXECUTE format('CREATE TRIGGER %I AFTER DELETE ON %I FOR EACH ROW WHEN (OLD.custom_fields <> ''{}'' AND %s)'
        ' EXECUTE FUNCTION keep_custom_fields(%L)',
        entity || '_gives_custom_fields_back', owner, replace(which, '@', 'OLD'), entity);
END
$$;
CALL keeps_custom_fields('billable_metric', 'billable_metric', 'true');
CALL keeps_custom_fields('contract', 'contract', 'true');
CALL keeps_custom_fields('product', 'contract_product', 'true');
CALL keeps_custom_fields('customer', 'customer', 'true');
CALL keeps_custom_fields('discount', 'discount', 'true');
CALL keeps_custom_fields('invoice', 'invoice', 'true');
CALL keeps_custom_fields('professional_service', 'professional_service', 'true');
CALL keeps_custom_fields('rate_card', 'rate_card', 'true');
CALL keeps_custom_fields('scheduled_charge', 'scheduled_charge', 'true');
CALL keeps_custom_fields('balance', 'commit', '@.type <> ''CREDIT''');
CALL keeps_custom_fields('balance', 'contract_credit', '@.type = ''CREDIT''');

-- Owner: contracts. Custom fields are set on what is named by its id alone.
CREATE UNIQUE INDEX discount_id_key ON discount (id);
CREATE UNIQUE INDEX professional_service_id_key ON professional_service (id);
CREATE UNIQUE INDEX scheduled_charge_id_key ON scheduled_charge (id);
