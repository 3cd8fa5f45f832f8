-- Owner: access.

-- Entries since a recent date are found by their time and sorted into the order: with the order in the index none of them is
-- read before that.
DROP INDEX audit_entry_by_time;
CREATE INDEX audit_entry_by_time ON audit_entry (at) INCLUDE (incarnation, txid, id);
