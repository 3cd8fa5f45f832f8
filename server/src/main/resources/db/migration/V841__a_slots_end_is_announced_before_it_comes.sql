-- When to warn next of a slot that is not settled: at half of its window, then shortly before the end.
ALTER TABLE meter_slot ADD COLUMN alarm_at timestamptz;
UPDATE meter_slot SET alarm_at = deadline_at - interval '15 minutes'
WHERE state IN ('PENDING', 'SENDING', 'UNKNOWN');
CREATE INDEX meter_slot_alarm ON meter_slot (alarm_at)
    WHERE alarm_at IS NOT NULL AND state IN ('PENDING', 'SENDING', 'UNKNOWN', 'SENT');
