-- How often this server itself failed over a slot in a way that does not pass: after a handful it is a person's.
ALTER TABLE meter_slot ADD COLUMN own_failures int NOT NULL DEFAULT 0 CHECK (own_failures >= 0);
