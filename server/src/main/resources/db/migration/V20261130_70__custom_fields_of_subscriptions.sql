-- Owner: contracts. Subscriptions keep to the keys of custom fields, like everything else that has any.
INSERT INTO custom_field_key (entity, key, id, enforce_uniqueness)
SELECT 'subscription', key, gen_random_uuid(), false
FROM (SELECT DISTINCT jsonb_object_keys(custom_fields) AS key FROM subscription) stored
ON CONFLICT DO NOTHING;
CALL keeps_custom_fields('subscription', 'subscription', 'true');
CREATE UNIQUE INDEX subscription_id_key ON subscription (id);
