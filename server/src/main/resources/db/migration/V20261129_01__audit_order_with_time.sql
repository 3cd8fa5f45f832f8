-- Owner: access.

-- A range of time is looked for along the order of the entries. With the time in the index, those outside it are passed without
-- reading them: of two million entries, in 0.3 s instead of 33 s from the disk or 2 s from memory.
DROP INDEX audit_entry_in_order;
CREATE UNIQUE INDEX audit_entry_in_order ON audit_entry (incarnation, txid, id) INCLUDE (at);
