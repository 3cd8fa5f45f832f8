-- The limit of one record is each marketplace's own (AWS: 2,147,483,647; Google Cloud: an int64), and its road keeps it.
ALTER TABLE meter_slot DROP CONSTRAINT meter_slot_quantity_check;
ALTER TABLE meter_slot ADD CONSTRAINT meter_slot_quantity_check CHECK (quantity >= 1);

-- The total as it was finalized, also one below zero and one that no marketplace can be told of: what remains of it is shown.
ALTER TABLE meter_stream ALTER COLUMN final_cents TYPE numeric;
