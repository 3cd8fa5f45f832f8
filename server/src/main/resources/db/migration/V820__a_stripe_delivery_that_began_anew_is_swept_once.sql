-- Only a delivery that began a new generation can have left an invoice behind that it is not bound to. It falls due for a
-- look once nothing it sent can be under way and no key of it is remembered: 24 hours and 5 minutes after its last send.
CREATE TABLE stripe_sweep (
    delivery_id uuid PRIMARY KEY REFERENCES delivery,
    due_at      timestamptz NOT NULL
);
CREATE INDEX stripe_sweep_due ON stripe_sweep (due_at);

CREATE FUNCTION stripe_delivery_is_to_be_swept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stripe_sweep (delivery_id, due_at)
    VALUES (new.id, coalesce(new.last_send_at, new.changed_at) + interval '24 hours 5 minutes')
    ON CONFLICT (delivery_id) DO UPDATE SET due_at = excluded.due_at;
    RETURN NULL;
END $$;
CREATE TRIGGER stripe_delivery_came_to_rest AFTER UPDATE OF state ON delivery
    FOR EACH ROW
    WHEN (new.generation > 0 AND new.provider = 'STRIPE' AND new.state IN ('SENT', 'CONFIRMED', 'CANCELLED')
          AND new.state <> old.state)
    EXECUTE FUNCTION stripe_delivery_is_to_be_swept();

INSERT INTO stripe_sweep (delivery_id, due_at)
SELECT id, coalesce(last_send_at, changed_at) + interval '24 hours 5 minutes' FROM delivery
WHERE generation > 0 AND provider = 'STRIPE' AND state IN ('SENT', 'CONFIRMED', 'CANCELLED');
