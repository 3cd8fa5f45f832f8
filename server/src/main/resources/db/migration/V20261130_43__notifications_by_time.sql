-- Owner: notifications. What was written in a range of time, to be sent once more.
CREATE INDEX notification_written_at ON notification (written_at);
