-- A carrier such as Tackle takes a record and meters it later. Until it says so the slot is SENT: it counts as billed, is
-- never sent with other bytes, and is asked for until the marketplace's window is over.
ALTER TABLE meter_slot
    DROP CONSTRAINT meter_slot_state_check,
    DROP CONSTRAINT meter_slot_check1,
    ADD COLUMN next_read_at timestamptz,
    ADD COLUMN readings integer NOT NULL DEFAULT 0,
    ADD CONSTRAINT meter_slot_state_known CHECK (state IN
        ('PENDING', 'SENDING', 'UNKNOWN', 'SENT', 'CONFIRMED', 'REJECTED', 'EXPIRED', 'PARKED')),
    ADD CONSTRAINT meter_slot_is_sent_while_open
        CHECK ((next_attempt_at IS NOT NULL) = (state IN ('PENDING', 'SENDING', 'UNKNOWN'))),
    ADD CONSTRAINT meter_slot_is_asked_for_once_sent CHECK ((next_read_at IS NOT NULL) = (state = 'SENT'));
CREATE INDEX meter_slot_to_ask_for ON meter_slot (next_read_at) WHERE next_read_at IS NOT NULL;
