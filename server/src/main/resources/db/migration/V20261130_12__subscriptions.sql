-- Owner: contracts.

CREATE TABLE subscription (
    customer_id         uuid NOT NULL,
    id                  uuid NOT NULL,
    contract_id         uuid NOT NULL,
    -- The order in which a contract's were added.
    place               bigint GENERATED ALWAYS AS IDENTITY,
    product_id          uuid NOT NULL REFERENCES product,
    billing_frequency   text NOT NULL
        CONSTRAINT subscription_frequency_known CHECK (billing_frequency IN ('WEEKLY', 'MONTHLY', 'QUARTERLY', 'ANNUAL')),
    name                text,
    description         text,
    starting_at         timestamptz NOT NULL CHECK (mod(extract(epoch FROM starting_at), 3600) = 0),
    -- Its own end; nothing while it ends with its contract.
    ending_before       timestamptz CHECK (mod(extract(epoch FROM ending_before), 3600) = 0),
    collection_schedule text NOT NULL
        CONSTRAINT subscription_schedule_known CHECK (collection_schedule IN ('ADVANCE', 'ARREARS')),
    invoice_behavior    text NOT NULL CONSTRAINT subscription_behavior_known
        CHECK (invoice_behavior IN ('BILL_IMMEDIATELY', 'BILL_ON_NEXT_COLLECTION_DATE')),
    invoice_placement   text NOT NULL CONSTRAINT subscription_placement_known
        CHECK (invoice_placement IN ('ON_USAGE_INVOICE', 'ON_SCHEDULED_INVOICE')),
    anchor_date         timestamptz CHECK (mod(extract(epoch FROM anchor_date), 3600) = 0),
    is_prorated         boolean NOT NULL,
    rounding_method     text
        CONSTRAINT subscription_rounding_known CHECK (rounding_method IN ('HALF_UP', 'FLOOR', 'CEILING')),
    decimal_places      int CHECK (decimal_places BETWEEN -5 AND 5),
    seat_group_key      text,
    custom_fields       jsonb NOT NULL CHECK (jsonb_typeof(custom_fields) = 'object'),
    created_at          timestamptz NOT NULL,
    PRIMARY KEY (customer_id, id),
    FOREIGN KEY (customer_id, contract_id) REFERENCES contract (customer_id, id),
    CHECK (starting_at < ending_before),
    CONSTRAINT subscription_rounding_whole CHECK ((rounding_method IS NULL) = (decimal_places IS NULL)),
    CONSTRAINT subscription_at_once_only_in_advance CHECK (
        invoice_behavior <> 'BILL_IMMEDIATELY' OR collection_schedule = 'ADVANCE'),
    CONSTRAINT subscription_anchor_only_in_advance CHECK (
        anchor_date IS NULL OR collection_schedule = 'ADVANCE' AND anchor_date <= starting_at)
);
CREATE INDEX subscription_of_contract ON subscription (customer_id, contract_id, place);

-- What was asked of how many there are, in the order in which it was asked; never changed or taken away.
CREATE TABLE subscription_change (
    customer_id     uuid NOT NULL,
    subscription_id uuid NOT NULL,
    sequence        int NOT NULL CHECK (sequence >= 0),
    starting_at     timestamptz NOT NULL CHECK (mod(extract(epoch FROM starting_at), 3600) = 0),
    kind            text NOT NULL CONSTRAINT subscription_change_kind_known CHECK (
        kind IN ('SET', 'DELTA', 'REMOVE_SEATS', 'ADD_UNASSIGNED', 'ADD_SEATS', 'REMOVE_UNASSIGNED')),
    amount          numeric NOT NULL,
    seat_ids        text[] NOT NULL,
    PRIMARY KEY (customer_id, subscription_id, sequence),
    FOREIGN KEY (customer_id, subscription_id) REFERENCES subscription (customer_id, id),
    CONSTRAINT subscription_change_takes_nothing CHECK (kind = 'DELTA' OR amount >= 0),
    CONSTRAINT subscription_change_names_seats CHECK (
        (kind IN ('ADD_SEATS', 'REMOVE_SEATS')) = (cardinality(seat_ids) > 0))
);

-- Who has a seat, from when until when, as the changes come to it.
CREATE TABLE subscription_seat (
    customer_id     uuid NOT NULL,
    subscription_id uuid NOT NULL,
    seat_id         text NOT NULL CHECK (seat_id <> ''),
    starting_at     timestamptz NOT NULL,
    ending_before   timestamptz,
    PRIMARY KEY (customer_id, subscription_id, seat_id, starting_at),
    FOREIGN KEY (customer_id, subscription_id) REFERENCES subscription (customer_id, id),
    CHECK (starting_at < ending_before)
);

-- The contract is locked by whoever writes seats, so that no two do at once.
CREATE FUNCTION a_seat_is_assigned_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM subscription_seat o
            WHERE o.customer_id = NEW.customer_id AND o.subscription_id = NEW.subscription_id AND o.seat_id = NEW.seat_id
              AND o.starting_at <> NEW.starting_at
              AND tstzrange(o.starting_at, o.ending_before) && tstzrange(NEW.starting_at, NEW.ending_before)) THEN
        RAISE EXCEPTION 'seat % of subscription % is assigned twice at once', NEW.seat_id, NEW.subscription_id
            USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER a_seat_is_assigned_once AFTER INSERT OR UPDATE ON subscription_seat
    FOR EACH ROW EXECUTE FUNCTION a_seat_is_assigned_once();
