-- Which round of its account a fresh delivery belongs to. A customer's next delivery goes one round later than its last,
-- so that one with ten thousand of them lets another with a single one pass after one of its own.
ALTER TABLE delivery ADD COLUMN turn int NOT NULL DEFAULT 0;
CREATE INDEX delivery_fresh ON delivery (account_key, turn, id) WHERE state = 'PENDING';
CREATE INDEX delivery_again ON delivery (account_key, next_attempt_at, id) WHERE state IN ('RETRY_WAIT', 'UNKNOWN');

-- A lease is renewed before each request. With lease_until in an index, each renewal wrote every index anew.
DROP INDEX delivery_held;
CREATE INDEX delivery_held ON delivery (account_key) WHERE state IN ('CLAIMED', 'SENDING');

-- Room on each page for the row's next versions, and no compressing of what is read back within a second.
ALTER TABLE delivery SET (fillfactor = 70);
ALTER TABLE delivery ALTER COLUMN payload SET STORAGE EXTERNAL;
