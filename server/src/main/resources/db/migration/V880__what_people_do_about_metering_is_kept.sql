-- The latest end that a period had while it was metered: a contract's end that moves back leaves hours behind it.
ALTER TABLE meter_stream ADD COLUMN latest_end_at timestamptz;
UPDATE meter_stream SET latest_end_at = ends_at;

-- What people did to meter slots (resolve, cancel) and to configurations whose metering had stopped (resume).
CREATE TABLE meter_action (
    id          uuid PRIMARY KEY,
    subject_id  uuid NOT NULL,
    action      text NOT NULL CHECK (action IN ('resolve', 'cancel', 'resume')),
    -- The reference that was found there, or the reason.
    detail      text NOT NULL,
    -- Why the subject was as it was before.
    stood_as    text,
    acted_at    timestamptz NOT NULL
);
CREATE INDEX meter_action_by_subject ON meter_action (subject_id, acted_at);
CREATE TRIGGER meter_action_is_history BEFORE UPDATE OR DELETE OR TRUNCATE ON meter_action
    FOR EACH STATEMENT EXECUTE FUNCTION delivery_history_is_append_only();
