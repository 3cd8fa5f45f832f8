-- Owner: notifications.

-- Where an account wants notifications sent.
CREATE TABLE webhook (
    id            uuid PRIMARY KEY,
    url           text NOT NULL,
    sealed_secret bytea NOT NULL,
    created_at    timestamptz NOT NULL,
    archived_at   timestamptz
);

-- What happened, with the very bytes that every webhook gets on every attempt. The id in them is the row's.
CREATE TABLE notification (
    id         uuid PRIMARY KEY,
    type       text NOT NULL,
    body       text NOT NULL,
    written_at timestamptz NOT NULL
);

CREATE FUNCTION notification_stays_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'notification % is frozen: receivers know it by its id and bytes', OLD.id;
END $$;
CREATE TRIGGER notification_stays_frozen BEFORE UPDATE ON notification
    FOR EACH ROW EXECUTE FUNCTION notification_stays_frozen();

-- One notification on its way to one webhook: written in the transaction of what happened.
CREATE TABLE webhook_message (
    webhook_id      uuid NOT NULL REFERENCES webhook,
    notification_id uuid NOT NULL REFERENCES notification,
    state           text NOT NULL CHECK (state IN ('PENDING', 'DELIVERED', 'GIVEN_UP', 'CANCELLED')),
    -- Requests it went out with; which of them holds it, so that an older one changes nothing.
    attempts        integer NOT NULL DEFAULT 0,
    -- In a row, for the backoff; a person's retry starts it anew.
    failures        integer NOT NULL DEFAULT 0,
    give_up_at      timestamptz NOT NULL,
    next_attempt_at timestamptz,
    -- When it was delivered or cancelled, in business time: it is kept for a while from then on.
    ended_at        timestamptz,
    -- By the database's own clock: it guards against a server that died while it sent.
    lease_until     timestamptz,
    PRIMARY KEY (webhook_id, notification_id),
    CHECK ((next_attempt_at IS NULL) = (state <> 'PENDING')),
    CONSTRAINT webhook_message_ended CHECK ((ended_at IS NOT NULL) = (state IN ('DELIVERED', 'CANCELLED')))
);
CREATE INDEX webhook_message_due ON webhook_message (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX webhook_message_due_by_webhook ON webhook_message (webhook_id, next_attempt_at)
    WHERE next_attempt_at IS NOT NULL;
CREATE INDEX webhook_message_given_up ON webhook_message (webhook_id) WHERE state = 'GIVEN_UP';
CREATE INDEX webhook_message_ended_at ON webhook_message (ended_at) WHERE ended_at IS NOT NULL;
-- A notification goes with its last message.
CREATE INDEX webhook_message_of_notification ON webhook_message (notification_id);

-- Every request: written before the first byte leaves, completed by what came of it.
CREATE TABLE webhook_attempt (
    webhook_id      uuid NOT NULL,
    notification_id uuid NOT NULL,
    n               integer NOT NULL,
    started_at      timestamptz NOT NULL,
    ended_at        timestamptz,
    status          integer,
    error           text,
    PRIMARY KEY (webhook_id, notification_id, n),
    FOREIGN KEY (webhook_id, notification_id) REFERENCES webhook_message
);
CREATE INDEX webhook_attempt_by_webhook ON webhook_attempt (webhook_id, started_at, notification_id, n);
