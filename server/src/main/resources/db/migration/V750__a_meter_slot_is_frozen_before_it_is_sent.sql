-- What a marketplace needs to know to bill one customer: the configuration as it was when metering began.
CREATE TABLE metered_configuration (
    configuration_id    uuid PRIMARY KEY,
    customer_id         uuid NOT NULL,
    billing_provider    text NOT NULL,
    delivery_method     text NOT NULL,
    delivery_method_id  uuid NOT NULL,
    -- The same hour in two regions bills twice, so the region never changes.
    region              text NOT NULL,
    -- Records of one batch key may travel in one request: a product code at AWS.
    batch_key           text NOT NULL,
    -- Whom the marketplace bills, in its own terms: two configurations of one buyer share the buyer's hours.
    buyer_key           text NOT NULL,
    keys                jsonb NOT NULL,
    refusals_in_a_row   integer NOT NULL DEFAULT 0,
    -- No slot is made or sent from here on.
    stopped_at          timestamptz,
    stop_reason         text,
    archived_at         timestamptz
);

-- One invoice whose route is a marketplace: what was metered of it, and when to look again. It never changes road.
CREATE TABLE meter_stream (
    invoice_id          uuid PRIMARY KEY,
    -- Itself, or the invoice it was regenerated from: what was metered of that one cannot be taken back and counts.
    root_invoice_id     uuid NOT NULL,
    kind                text NOT NULL CHECK (kind IN ('USAGE', 'SCHEDULED')),
    contract_id         uuid NOT NULL,
    customer_id         uuid NOT NULL,
    configuration_id    uuid NOT NULL REFERENCES metered_configuration,
    starts_at           timestamptz NOT NULL,
    -- Exclusive; a scheduled invoice has none.
    ends_at             timestamptz CHECK (ends_at > starts_at),
    -- Sum of its parts in slots that are not REJECTED or EXPIRED.
    billed_cents        bigint NOT NULL DEFAULT 0 CHECK (billed_cents >= 0),
    -- After the period: the floor of what was due when we last looked, and the whole total it stood for. An hour in
    -- which the floor did not move need not compute the invoice again.
    seen_cents          bigint,
    closing_cents       bigint,
    final_cents         bigint,
    voided_at           timestamptz,
    -- Null when nothing is left to look for.
    next_meter_at       timestamptz,
    remainder_reason    text
);
CREATE INDEX meter_stream_due ON meter_stream (next_meter_at) WHERE next_meter_at IS NOT NULL;
CREATE INDEX meter_stream_by_configuration ON meter_stream (configuration_id, contract_id, starts_at);
CREATE INDEX meter_stream_by_root ON meter_stream (root_invoice_id);

-- One record of a marketplace: (configuration, dimension, hour) with a quantity that is frozen when the row is made.
CREATE TABLE meter_slot (
    id                  uuid PRIMARY KEY,
    configuration_id    uuid NOT NULL REFERENCES metered_configuration,
    dimension           text NOT NULL,
    hour                timestamptz NOT NULL CHECK (extract(epoch FROM hour)::bigint % 3600 = 0),
    quantity            bigint NOT NULL CHECK (quantity BETWEEN 1 AND 2147483647),
    customer_id         uuid NOT NULL,
    billing_provider    text NOT NULL,
    delivery_method     text NOT NULL,
    delivery_method_id  uuid NOT NULL,
    region              text NOT NULL,
    batch_key           text NOT NULL,
    buyer_key           text NOT NULL,
    payload             text NOT NULL,
    payload_sha256      text NOT NULL,
    state               text NOT NULL
        CHECK (state IN ('PENDING', 'SENDING', 'UNKNOWN', 'CONFIRMED', 'REJECTED', 'EXPIRED', 'PARKED')),
    fence               bigint NOT NULL DEFAULT 0,
    -- By the database's own clock.
    lease_until         timestamptz,
    attempts            integer NOT NULL DEFAULT 0,
    -- Attempts of which no answer is known, counted before the first byte leaves.
    unanswered          integer NOT NULL DEFAULT 0,
    created_at          timestamptz NOT NULL,
    -- Null when the slot is settled.
    next_attempt_at     timestamptz,
    deadline_at         timestamptz NOT NULL CHECK (deadline_at > hour),
    provider_ref        text,
    error_code          text,
    error               text,
    UNIQUE (configuration_id, dimension, hour),
    -- Neither two configurations of one buyer nor two roads to one marketplace may use the same hour.
    UNIQUE (buyer_key, dimension, hour),
    CHECK ((next_attempt_at IS NULL) = (state IN ('CONFIRMED', 'REJECTED', 'EXPIRED', 'PARKED')))
);
CREATE INDEX meter_slot_due ON meter_slot (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX meter_slot_open_by_account ON meter_slot (delivery_method_id) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX meter_slot_by_state ON meter_slot (state, id);

-- Which invoice each cent of a slot belongs to.
CREATE TABLE meter_slot_part (
    slot_id     uuid NOT NULL REFERENCES meter_slot,
    invoice_id  uuid NOT NULL REFERENCES meter_stream,
    cents       bigint NOT NULL CHECK (cents > 0),
    PRIMARY KEY (slot_id, invoice_id)
);
CREATE INDEX meter_slot_part_by_invoice ON meter_slot_part (invoice_id, slot_id);

-- Every request a slot went out with: written before the first byte leaves, completed by the answer.
CREATE TABLE meter_slot_attempt (
    slot_id         uuid NOT NULL REFERENCES meter_slot,
    n               integer NOT NULL,
    payload_sha256  text NOT NULL,
    started_at      timestamptz NOT NULL,
    ended_at        timestamptz,
    outcome         text,
    http_status     integer,
    request_id      text,
    detail          text,
    PRIMARY KEY (slot_id, n)
);

-- An account of a provider that refuses us altogether (credentials, permissions): its slots wait, none is used up.
CREATE TABLE meter_circuit (
    delivery_method_id  uuid NOT NULL,
    region              text NOT NULL,
    open_until          timestamptz NOT NULL,
    failures            integer NOT NULL,
    since               timestamptz NOT NULL,
    reason              text NOT NULL,
    PRIMARY KEY (delivery_method_id, region)
);

-- What a person should look at. Raised once per subject and kind.
CREATE TABLE meter_alert (
    id                  uuid PRIMARY KEY,
    kind                text NOT NULL,
    subject_id          uuid NOT NULL,
    detail              text NOT NULL,
    raised_at           timestamptz NOT NULL,
    deadline_at         timestamptz,
    UNIQUE (kind, subject_id)
);

CREATE FUNCTION meter_slot_stays_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.configuration_id, OLD.dimension, OLD.hour, OLD.quantity, OLD.region, OLD.payload, OLD.payload_sha256)
        IS DISTINCT FROM
        (NEW.configuration_id, NEW.dimension, NEW.hour, NEW.quantity, NEW.region, NEW.payload, NEW.payload_sha256) THEN
        RAISE EXCEPTION 'meter slot % is frozen', OLD.id;
    END IF;
    IF OLD.state IN ('CONFIRMED', 'REJECTED', 'EXPIRED') AND NEW.state <> OLD.state THEN
        RAISE EXCEPTION 'meter slot % is settled as %', OLD.id, OLD.state;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER meter_slot_stays_frozen BEFORE UPDATE ON meter_slot
    FOR EACH ROW EXECUTE FUNCTION meter_slot_stays_frozen();
