-- Owner: metering.

-- Every key begins with the customer, so that one customer's rows lie beside each other, and two rows that name each other
-- are of one customer. The unique id beside it is for those who know the id alone, and one machine can promise it.

-- What a marketplace needs to know to bill one customer: the configuration as it was when metering began. The foreign key's
-- lock (FOR KEY SHARE) is taken while the contracts are held whose drafts open or are finalized, and archiving holds the
-- configuration before it locks contracts; the two never wait in a circle because archiving, which changes no key, holds
-- the configuration FOR NO KEY UPDATE, which a key's lock does not wait for.
CREATE TABLE metered_configuration (
    customer_id         uuid NOT NULL,
    configuration_id    uuid NOT NULL,
    billing_provider    text NOT NULL,
    delivery_method     text NOT NULL,
    delivery_method_id  uuid NOT NULL,
    -- The same hour in two regions bills twice, so the region never changes.
    region              text NOT NULL,
    -- Records of one batch key may travel in one request: a product code at AWS.
    batch_key           text NOT NULL,
    -- Whom the marketplace bills, in its own terms: two configurations of one buyer share the buyer's hours.
    buyer_key           text NOT NULL,
    -- Every name under which a marketplace knows the buyer. Configurations that share one share the buyer key, so that the
    -- unique (buyer_key, dimension, hour) holds between connectors too: directly and through Tackle is one buyer.
    buyer_names         text[] NOT NULL DEFAULT '{}',
    keys                jsonb NOT NULL,
    refusals_in_a_row   integer NOT NULL DEFAULT 0,
    -- No record is made or sent from here on.
    stopped_at          timestamptz,
    stop_reason         text,
    archived_at         timestamptz,
    PRIMARY KEY (customer_id, configuration_id),
    UNIQUE (configuration_id),
    FOREIGN KEY (customer_id, configuration_id) REFERENCES provider_configuration (customer_id, id)
);
CREATE INDEX metered_configuration_by_buyer ON metered_configuration USING gin (buyer_names);

-- One invoice whose route is a marketplace: what was metered of it, and when to compute it again. Its configuration
-- never changes.
CREATE TABLE metered_invoice (
    customer_id         uuid NOT NULL,
    invoice_id          uuid NOT NULL,
    -- Itself, or the invoice it was regenerated from: what was metered of that one cannot be taken back and counts.
    root_invoice_id     uuid NOT NULL,
    kind                text NOT NULL CHECK (kind IN ('USAGE', 'SCHEDULED')),
    contract_id         uuid NOT NULL,
    configuration_id    uuid NOT NULL,
    starts_at           timestamptz NOT NULL,
    -- Exclusive; a scheduled invoice has none.
    ends_at             timestamptz CHECK (ends_at > starts_at),
    -- The latest end that the period had while it was metered: a contract's end that moves back leaves hours behind it.
    latest_end_at       timestamptz,
    -- Sum of its allocations in records that are not REJECTED or EXPIRED.
    billed_cents        bigint NOT NULL DEFAULT 0 CHECK (billed_cents >= 0),
    -- Cents that were metered of a finalized invoice beyond its total. A marketplace gives nothing back, so a later invoice
    -- of the same contract and configuration takes them over instead of being metered for them.
    surplus_cents       bigint NOT NULL DEFAULT 0 CHECK (surplus_cents >= 0),
    -- After the period: the certain amount when it was last computed, and the whole total it stood for. An hour in which
    -- the former did not move need not compute the invoice again.
    seen_cents          bigint,
    closing_cents       bigint,
    -- The total as it was finalized, also one below zero and one that no marketplace takes: what remains of it is
    -- shown.
    final_cents         numeric,
    voided_at           timestamptz,
    -- Null when nothing is left to meter.
    next_meter_at       timestamptz,
    remainder_reason    text,
    PRIMARY KEY (customer_id, invoice_id),
    UNIQUE (invoice_id),
    -- Made by the transaction that opened or finalizes the invoice, which holds its row: the key's lock waits for nobody, and
    -- nobody who voids an invoice has to wait for metering. Only scheduled drafts are ever removed, and they are not metered.
    FOREIGN KEY (customer_id, invoice_id) REFERENCES invoice (customer_id, id),
    FOREIGN KEY (customer_id, configuration_id) REFERENCES metered_configuration
);
CREATE INDEX metered_invoice_due ON metered_invoice (next_meter_at) WHERE next_meter_at IS NOT NULL;
CREATE INDEX metered_invoice_by_configuration ON metered_invoice (customer_id, configuration_id, contract_id, starts_at);
CREATE INDEX metered_invoice_by_root ON metered_invoice (customer_id, root_invoice_id);
CREATE INDEX metered_invoice_with_surplus ON metered_invoice (customer_id, configuration_id) WHERE surplus_cents > 0;

-- Which invoice took over how many surplus cents of which.
CREATE TABLE carry_forward (
    customer_id     uuid NOT NULL,
    from_invoice_id uuid NOT NULL,
    to_invoice_id   uuid NOT NULL CHECK (to_invoice_id <> from_invoice_id),
    cents           bigint NOT NULL CHECK (cents > 0),
    made_at         timestamptz NOT NULL,
    PRIMARY KEY (customer_id, from_invoice_id, to_invoice_id),
    FOREIGN KEY (customer_id, from_invoice_id) REFERENCES metered_invoice,
    FOREIGN KEY (customer_id, to_invoice_id) REFERENCES metered_invoice
);
CREATE INDEX carry_forward_to ON carry_forward (customer_id, to_invoice_id);

-- One record of a marketplace: (configuration, dimension, hour) with a quantity that is frozen when the row is made. The
-- limit of one record is each marketplace's own (AWS: 2,147,483,647; Google Cloud: an int64), and its connector keeps it.
-- An intermediary such as Tackle takes a record and meters it later: until it says so the record is SENT, counts as
-- billed, is never sent with other bytes, and is asked for until the marketplace's window is over.
CREATE TABLE metering_record (
    customer_id         uuid NOT NULL,
    id                  uuid NOT NULL,
    configuration_id    uuid NOT NULL,
    dimension           text NOT NULL,
    hour                timestamptz NOT NULL CHECK (extract(epoch FROM hour)::bigint % 3600 = 0),
    quantity            bigint NOT NULL CHECK (quantity >= 1),
    billing_provider    text NOT NULL,
    delivery_method     text NOT NULL,
    delivery_method_id  uuid NOT NULL,
    region              text NOT NULL,
    batch_key           text NOT NULL,
    buyer_key           text NOT NULL,
    payload             text NOT NULL,
    payload_sha256      text NOT NULL,
    state               text NOT NULL CONSTRAINT metering_record_state_known CHECK (state IN
        ('PENDING', 'SENDING', 'UNKNOWN', 'SENT', 'CONFIRMED', 'REJECTED', 'EXPIRED', 'PARKED')),
    fence               bigint NOT NULL DEFAULT 0,
    -- By the database's own clock.
    lease_until         timestamptz,
    attempts            integer NOT NULL DEFAULT 0,
    -- Attempts of which no answer is known, counted before the first byte leaves.
    unanswered          integer NOT NULL DEFAULT 0,
    -- How often this server itself failed over the record in a way that does not pass: after a handful it is a person's.
    own_failures        int NOT NULL DEFAULT 0 CHECK (own_failures >= 0),
    created_at          timestamptz NOT NULL,
    next_attempt_at     timestamptz,
    -- When a record that was handed to an intermediary is asked for next, and how often it was.
    next_read_at        timestamptz,
    readings            integer NOT NULL DEFAULT 0,
    deadline_at         timestamptz NOT NULL CHECK (deadline_at > hour),
    -- When to warn next of a record that is not settled: at half of its window, then shortly before the end.
    alarm_at            timestamptz,
    provider_ref        text,
    error_code          text,
    error               text,
    PRIMARY KEY (customer_id, id),
    UNIQUE (id),
    UNIQUE (customer_id, configuration_id, dimension, hour),
    -- Neither two configurations of one buyer nor two ways to one marketplace may use the same hour. A promise across
    -- customers, since two of them may be billed through one buyer of a marketplace: whoever spreads these rows over
    -- several machines by customer keeps it in one place.
    UNIQUE (buyer_key, dimension, hour),
    FOREIGN KEY (customer_id, configuration_id) REFERENCES metered_configuration,
    CONSTRAINT metering_record_is_sent_while_open
        CHECK ((next_attempt_at IS NOT NULL) = (state IN ('PENDING', 'SENDING', 'UNKNOWN'))),
    CONSTRAINT metering_record_is_asked_for_once_sent CHECK ((next_read_at IS NOT NULL) = (state = 'SENT'))
);
CREATE INDEX metering_record_due ON metering_record (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX metering_record_open_by_account ON metering_record (delivery_method_id) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX metering_record_by_state ON metering_record (state, id);
CREATE INDEX metering_record_to_ask_for ON metering_record (next_read_at) WHERE next_read_at IS NOT NULL;
CREATE INDEX metering_record_alarm ON metering_record (alarm_at)
    WHERE alarm_at IS NOT NULL AND state IN ('PENDING', 'SENDING', 'UNKNOWN', 'SENT');

CREATE FUNCTION metering_record_stays_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.customer_id, OLD.configuration_id, OLD.dimension, OLD.hour, OLD.quantity, OLD.region, OLD.payload,
            OLD.payload_sha256)
        IS DISTINCT FROM
        (NEW.customer_id, NEW.configuration_id, NEW.dimension, NEW.hour, NEW.quantity, NEW.region, NEW.payload,
            NEW.payload_sha256) THEN
        RAISE EXCEPTION 'metering record % is frozen', OLD.id;
    END IF;
    IF OLD.state IN ('CONFIRMED', 'REJECTED', 'EXPIRED') AND NEW.state <> OLD.state THEN
        RAISE EXCEPTION 'metering record % is settled as %', OLD.id, OLD.state;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER metering_record_stays_frozen BEFORE UPDATE ON metering_record
    FOR EACH ROW EXECUTE FUNCTION metering_record_stays_frozen();

-- Which invoice each cent of a record belongs to.
CREATE TABLE metering_allocation (
    customer_id uuid NOT NULL,
    record_id   uuid NOT NULL,
    invoice_id  uuid NOT NULL,
    cents       bigint NOT NULL CHECK (cents > 0),
    PRIMARY KEY (customer_id, record_id, invoice_id),
    FOREIGN KEY (customer_id, record_id) REFERENCES metering_record,
    FOREIGN KEY (customer_id, invoice_id) REFERENCES metered_invoice
);
CREATE INDEX metering_allocation_by_invoice ON metering_allocation (customer_id, invoice_id, record_id);

-- Every request a record went out with: written before the first byte leaves, completed by the answer.
CREATE TABLE metering_attempt (
    customer_id     uuid NOT NULL,
    record_id       uuid NOT NULL,
    n               integer NOT NULL,
    payload_sha256  text NOT NULL,
    started_at      timestamptz NOT NULL,
    ended_at        timestamptz,
    outcome         text,
    http_status     integer,
    request_id      text,
    detail          text,
    PRIMARY KEY (customer_id, record_id, n),
    FOREIGN KEY (customer_id, record_id) REFERENCES metering_record
);

-- What people did to metering records (resolve, cancel) and to configurations whose metering had stopped (resume).
CREATE TABLE metering_action (
    customer_id uuid NOT NULL,
    id          uuid NOT NULL,
    -- A metering record's id, or a configuration's.
    subject_id  uuid NOT NULL,
    action      text NOT NULL CHECK (action IN ('resolve', 'cancel', 'resume')),
    -- The reference that was found there, or the reason.
    detail      text NOT NULL,
    -- Why the subject was as it was before.
    stood_as    text,
    acted_at    timestamptz NOT NULL,
    PRIMARY KEY (customer_id, id)
);
CREATE INDEX metering_action_by_subject ON metering_action (customer_id, subject_id, acted_at);
CREATE TRIGGER metering_action_is_history BEFORE UPDATE OR DELETE OR TRUNCATE ON metering_action
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_history();
