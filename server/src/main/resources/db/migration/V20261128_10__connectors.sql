-- Owner: connectors.stripe (stripe_event, stripe_sweep), connectors.netsuite (netsuite_status) and connectors.queue
-- (queue_message_sequence).

-- Stripe repeats events; what was taken once is only acknowledged.
CREATE TABLE stripe_event (
    delivery_method_id uuid NOT NULL,
    event_id           text NOT NULL,
    type               text NOT NULL,
    received_at        timestamptz NOT NULL,
    PRIMARY KEY (delivery_method_id, event_id)
);
CREATE INDEX stripe_event_age ON stripe_event (received_at);

-- Only a delivery that began a new generation can have left an invoice behind that it is not bound to. It falls due for a
-- check once nothing it sent can be under way and no key of it is remembered: 24 hours and 5 minutes after its last send.
CREATE TABLE stripe_sweep (
    customer_id uuid NOT NULL,
    delivery_id uuid NOT NULL,
    due_at      timestamptz NOT NULL,
    PRIMARY KEY (customer_id, delivery_id),
    FOREIGN KEY (customer_id, delivery_id) REFERENCES delivery
);
CREATE INDEX stripe_sweep_due ON stripe_sweep (due_at);

CREATE FUNCTION stripe_delivery_is_to_be_swept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stripe_sweep (customer_id, delivery_id, due_at)
    VALUES (new.customer_id, new.id, coalesce(new.last_send_at, new.changed_at) + interval '24 hours 5 minutes')
    ON CONFLICT (customer_id, delivery_id) DO UPDATE SET due_at = excluded.due_at;
    RETURN NULL;
END $$;
CREATE TRIGGER stripe_delivery_came_to_rest AFTER UPDATE OF state ON delivery
    FOR EACH ROW
    WHEN (new.generation > 0 AND new.provider = 'STRIPE' AND new.state IN ('SENT', 'CONFIRMED', 'CANCELLED')
          AND new.state <> old.state)
    EXECUTE FUNCTION stripe_delivery_is_to_be_swept();

-- When the open invoices of a NetSuite account are asked about next. An account without open invoices is never due.
CREATE TABLE netsuite_status (
    delivery_method_id uuid PRIMARY KEY,
    due_at             timestamptz NOT NULL
);

CREATE INDEX delivery_netsuite_open ON delivery (delivery_method_id, changed_at)
    WHERE provider = 'NETSUITE' AND state IN ('SENT', 'CONFIRMED')
        AND external_status IN ('SENT', 'DRAFT', 'FINALIZED', 'PARTIALLY_PAID');

-- A message's number grows with each one that is frozen. Numbers may be missing: a transaction that was rolled back
-- takes its number with it, and nobody waits for anybody to get one.
CREATE SEQUENCE queue_message_sequence;

-- What of one customer has not reached its queue yet, oldest first: a FIFO queue gets it in this order, or not at all.
CREATE INDEX delivery_unfinished_queue_messages ON delivery (account_key, customer_id, id)
    WHERE method IN ('AWS_SQS', 'AWS_SNS') AND purpose = 'DELIVER'
        AND state IN ('PENDING', 'CLAIMED', 'SENDING', 'UNKNOWN', 'RETRY_WAIT', 'PARKED');
