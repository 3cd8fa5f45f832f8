-- Owner: packages.
--
-- The custom fields of a package's terms: what is made of a term has those that the term has then. All else of it never changes.
CREATE TABLE package_term (
    id            uuid PRIMARY KEY,
    package_id    uuid NOT NULL REFERENCES package,
    -- As whose keys its custom fields are registered.
    entity        text NOT NULL CHECK (entity IN
        ('package_commit', 'package_credit', 'package_scheduled_charge', 'package_subscription')),
    custom_fields jsonb NOT NULL CHECK (jsonb_typeof(custom_fields) = 'object')
);
CREATE INDEX package_term_of_package ON package_term (package_id);

INSERT INTO package_term (id, package_id, entity, custom_fields)
SELECT (t.term ->> 'id')::uuid, p.id, l.entity, coalesce(t.term -> 'custom_fields', '{}')
FROM package p
    CROSS JOIN (VALUES ('commits', 'package_commit'), ('recurring_commits', 'package_commit'),
        ('credits', 'package_credit'), ('recurring_credits', 'package_credit'),
        ('scheduled_charges', 'package_scheduled_charge'), ('subscriptions', 'package_subscription')) AS l (list, entity)
    CROSS JOIN LATERAL jsonb_array_elements(coalesce(p.terms -> l.list, '[]')) AS t (term);

-- Packages that were there before their terms had keys stay as they are.
INSERT INTO custom_field_key (entity, key, id, enforce_uniqueness)
SELECT entity, key, gen_random_uuid(), false
FROM (SELECT DISTINCT entity, jsonb_object_keys(custom_fields) AS key FROM package_term) stored
ON CONFLICT DO NOTHING;
CALL keeps_custom_fields('package_term', 'package_commit', '@.entity = ''package_commit''');
CALL keeps_custom_fields('package_term', 'package_credit', '@.entity = ''package_credit''');
CALL keeps_custom_fields('package_term', 'package_scheduled_charge', '@.entity = ''package_scheduled_charge''');
CALL keeps_custom_fields('package_term', 'package_subscription', '@.entity = ''package_subscription''');
