-- That an event was sent again, and when first. Beside the keys, not in them: marking a key cost a search of every
-- partition and a new version of the row; this is one insert, and only when something repeats. Leaves with its key.
CREATE TABLE usage_event_repeat (
    transaction_id text NOT NULL PRIMARY KEY,
    repeated_at    timestamptz NOT NULL
);

INSERT INTO usage_event_repeat (transaction_id, repeated_at)
SELECT transaction_id, repeated_at FROM usage_event_key WHERE repeated_at IS NOT NULL;

ALTER TABLE usage_event_key DROP COLUMN repeated_at;
