-- Stripe repeats events; what was taken once is only acknowledged.
CREATE TABLE stripe_event (
    delivery_method_id uuid NOT NULL,
    event_id           text NOT NULL,
    type               text NOT NULL,
    received_at        timestamptz NOT NULL,
    PRIMARY KEY (delivery_method_id, event_id)
);
CREATE INDEX stripe_event_age ON stripe_event (received_at);
