-- When a message was delivered or cancelled, in business time: it is kept for a while from then on.
ALTER TABLE webhook_message ADD COLUMN ended_at timestamptz;
UPDATE webhook_message m SET ended_at = coalesce(
        (SELECT max(a.ended_at) FROM webhook_attempt a
            WHERE a.webhook_id = m.webhook_id AND a.notification_id = m.notification_id),
        n.written_at)
    FROM notification n WHERE n.id = m.notification_id AND m.state IN ('DELIVERED', 'CANCELLED');
ALTER TABLE webhook_message
    ADD CONSTRAINT webhook_message_ended CHECK ((ended_at IS NOT NULL) = (state IN ('DELIVERED', 'CANCELLED')));
CREATE INDEX webhook_message_ended_at ON webhook_message (ended_at) WHERE ended_at IS NOT NULL;
-- A notification goes with its last message.
CREATE INDEX webhook_message_of_notification ON webhook_message (notification_id);
