-- Owner: delivery.
--
-- When this database began to live as a copy that was restored. What its original sent after the backup is unknown to it, so
-- deliveries that it opens ask the provider before their first request, as if something of theirs might be there.
CREATE TABLE restored_copy (
    restored_at timestamptz PRIMARY KEY
);
