-- timestamptz ends at the microsecond. The nanoseconds after it, 0 to 999, decide which of two events is the latest; of
-- rows written before, they are not known and count as 0.
ALTER TABLE usage_event ADD COLUMN nanos smallint NOT NULL DEFAULT 0;
ALTER TABLE usage_hour ADD COLUMN latest_nanos smallint NOT NULL DEFAULT 0;
