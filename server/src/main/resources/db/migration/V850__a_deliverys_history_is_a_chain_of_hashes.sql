-- Each row carries the hash of the one before it and of all its own columns. Written here and nowhere else, so that no
-- path of the code can forget it. Instants go in as seconds, because their text depends on the session's time zone.
ALTER TABLE delivery_attempt ADD COLUMN chain bytea;
ALTER TABLE delivery_receipt ADD COLUMN chain bytea;
-- Deeds are numbered by the delivery they were done to; the row of the delivery is locked while one is noted.
ALTER TABLE delivery_action ADD COLUMN n int, ADD COLUMN chain bytea;

CREATE FUNCTION delivery_attempt_link(before bytea, a delivery_attempt) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(coalesce(before, ''::bytea) || convert_to(jsonb_build_array(a.delivery_id, a.n, a.step, a.key,
        encode(a.request_sha256, 'hex'), a.generation, extract(epoch FROM a.started_at), extract(epoch FROM a.ended_at),
        a.outcome, a.http_status, a.provider_request_id, a.response)::text, 'UTF8'))
$$;
CREATE FUNCTION delivery_receipt_link(before bytea, r delivery_receipt) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(coalesce(before, ''::bytea) || convert_to(jsonb_build_array(r.delivery_id, r.n, r.provider_ref,
        r.external_status, extract(epoch FROM r.received_at), r.invoiced_total, r.evidence)::text, 'UTF8'))
$$;
CREATE FUNCTION delivery_action_link(before bytea, d delivery_action) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(coalesce(before, ''::bytea) || convert_to(jsonb_build_array(d.delivery_id, d.n, d.id, d.action, d.detail,
        d.state_before, extract(epoch FROM d.acted_at))::text, 'UTF8'))
$$;

ALTER TABLE delivery_attempt DISABLE TRIGGER USER;
ALTER TABLE delivery_receipt DISABLE TRIGGER USER;
ALTER TABLE delivery_action DISABLE TRIGGER USER;
UPDATE delivery_action d SET n = o.n
    FROM (SELECT id, row_number() OVER (PARTITION BY delivery_id ORDER BY id) AS n FROM delivery_action) o WHERE o.id = d.id;
DO $$
DECLARE
    attempt delivery_attempt;
    receipt delivery_receipt;
    deed delivery_action;
BEGIN
    FOR attempt IN SELECT * FROM delivery_attempt ORDER BY delivery_id, n LOOP
        UPDATE delivery_attempt SET chain = delivery_attempt_link((SELECT chain FROM delivery_attempt
                WHERE delivery_id = attempt.delivery_id AND n = attempt.n - 1), attempt)
            WHERE delivery_id = attempt.delivery_id AND n = attempt.n;
    END LOOP;
    FOR receipt IN SELECT * FROM delivery_receipt ORDER BY delivery_id, n LOOP
        UPDATE delivery_receipt SET chain = delivery_receipt_link((SELECT chain FROM delivery_receipt
                WHERE delivery_id = receipt.delivery_id AND n = receipt.n - 1), receipt)
            WHERE delivery_id = receipt.delivery_id AND n = receipt.n;
    END LOOP;
    FOR deed IN SELECT * FROM delivery_action ORDER BY delivery_id, n LOOP
        UPDATE delivery_action SET chain = delivery_action_link((SELECT chain FROM delivery_action
                WHERE delivery_id = deed.delivery_id AND n = deed.n - 1), deed)
            WHERE id = deed.id;
    END LOOP;
END $$;
ALTER TABLE delivery_attempt ENABLE TRIGGER USER, ALTER COLUMN chain SET NOT NULL;
ALTER TABLE delivery_receipt ENABLE TRIGGER USER, ALTER COLUMN chain SET NOT NULL;
ALTER TABLE delivery_action ENABLE TRIGGER USER, ALTER COLUMN n SET NOT NULL, ALTER COLUMN chain SET NOT NULL;
CREATE UNIQUE INDEX delivery_action_in_order ON delivery_action (delivery_id, n);

-- A volatile function of a row trigger sees the rows its own statement wrote before, so several links in one insert hold.
CREATE FUNCTION link_delivery_attempt() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before bytea;
BEGIN
    IF NEW.n > 1 THEN
        SELECT chain INTO before FROM delivery_attempt WHERE delivery_id = NEW.delivery_id AND n = NEW.n - 1;
    END IF;
    NEW.chain := delivery_attempt_link(before, NEW);
    RETURN NEW;
END $$;
CREATE TRIGGER delivery_attempt_is_linked BEFORE INSERT ON delivery_attempt
    FOR EACH ROW EXECUTE FUNCTION link_delivery_attempt();

CREATE FUNCTION link_delivery_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before bytea;
BEGIN
    IF NEW.n > 1 THEN
        SELECT chain INTO before FROM delivery_receipt WHERE delivery_id = NEW.delivery_id AND n = NEW.n - 1;
    END IF;
    NEW.chain := delivery_receipt_link(before, NEW);
    RETURN NEW;
END $$;
CREATE TRIGGER delivery_receipt_is_linked BEFORE INSERT ON delivery_receipt
    FOR EACH ROW EXECUTE FUNCTION link_delivery_receipt();

CREATE FUNCTION link_delivery_action() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before bytea;
BEGIN
    SELECT n + 1, chain INTO NEW.n, before FROM delivery_action
        WHERE delivery_id = NEW.delivery_id ORDER BY n DESC LIMIT 1;
    NEW.n := coalesce(NEW.n, 1);
    NEW.chain := delivery_action_link(before, NEW);
    RETURN NEW;
END $$;
CREATE TRIGGER delivery_action_is_linked BEFORE INSERT ON delivery_action
    FOR EACH ROW EXECUTE FUNCTION link_delivery_action();
