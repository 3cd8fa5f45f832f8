-- Owner: lifecycleevents.

-- What the account wants to be told of contracts, commits and credits: an event as it happens, or at an offset from it.
CREATE TABLE lifecycle_configuration (
    id             uuid PRIMARY KEY,
    event_type     text NOT NULL,
    -- The offset's name and the offset as it was given; both empty for the event itself.
    name           text,
    offset_given   text,
    offset_months  int NOT NULL,
    offset_days    int NOT NULL,
    offset_hours   int NOT NULL,
    is_enabled     boolean NOT NULL,
    uniqueness_key text UNIQUE,
    created_at     timestamptz NOT NULL,
    created_by     text NOT NULL,
    archived_at    timestamptz,
    CHECK ((name IS NULL) = (offset_given IS NULL)),
    CHECK (offset_given IS NOT NULL OR (offset_months, offset_days, offset_hours) = (0, 0, 0) AND archived_at IS NULL)
);
CREATE UNIQUE INDEX lifecycle_configuration_of_event ON lifecycle_configuration (event_type) WHERE offset_given IS NULL;
CREATE INDEX lifecycle_configuration_in_order ON lifecycle_configuration (id) WHERE offset_given IS NOT NULL;

-- When each event of a contract, commit or credit happens or happened, as things stand; of an archived one its end alone.
-- Those of edits are only added to.
CREATE TABLE lifecycle_moment (
    customer_id uuid NOT NULL REFERENCES customer (id),
    entity_id   uuid NOT NULL,
    event_type  text NOT NULL,
    -- A segment, an edit, or the entity itself: what an event of this type happens to once.
    part_id     uuid NOT NULL,
    event_at    timestamptz NOT NULL,
    PRIMARY KEY (customer_id, entity_id, event_type, part_id)
);
-- For a configuration that is made later than the events it is about.
CREATE INDEX lifecycle_moment_of_type ON lifecycle_moment (event_type, event_at);

-- What is to be told when, and what was: one configuration tells of one event instant once, whatever else moves meanwhile.
-- That there is such a customer is held by the moment that it was planned of: a key here would make whoever plans for a new
-- configuration wait for customers that are being archived, which wait for it.
CREATE TABLE lifecycle_message (
    customer_id      uuid NOT NULL,
    entity_id        uuid NOT NULL,
    configuration_id uuid NOT NULL REFERENCES lifecycle_configuration (id),
    part_id          uuid NOT NULL,
    event_at         timestamptz NOT NULL,
    event_type       text NOT NULL,
    fire_at          timestamptz NOT NULL,
    -- Of two that fire at once, the one written first is told first.
    position         bigint GENERATED ALWAYS AS IDENTITY,
    fired_at         timestamptz,
    PRIMARY KEY (customer_id, entity_id, configuration_id, part_id, event_at)
);
CREATE INDEX lifecycle_message_due ON lifecycle_message (fire_at, position) WHERE fired_at IS NULL;
CREATE INDEX lifecycle_message_pending ON lifecycle_message (configuration_id) WHERE fired_at IS NULL;

CREATE FUNCTION a_fired_message_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was told of % stays told', OLD.entity_id USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER a_fired_message_stays BEFORE UPDATE OR DELETE ON lifecycle_message
    FOR EACH ROW WHEN (OLD.fired_at IS NOT NULL) EXECUTE FUNCTION a_fired_message_stays();

-- What there is already.
INSERT INTO lifecycle_moment (customer_id, entity_id, event_type, part_id, event_at)
SELECT customer_id, id, 'contract.create', id, created_at FROM contract WHERE archived_at IS NULL
UNION ALL SELECT customer_id, id, 'contract.start', id, starting_at FROM contract WHERE archived_at IS NULL
UNION ALL SELECT customer_id, id, 'contract.end', id, ending_before FROM contract
    WHERE archived_at IS NULL AND ending_before IS NOT NULL
UNION ALL SELECT customer_id, id, 'contract.archive', id, archived_at FROM contract WHERE archived_at IS NOT NULL
UNION ALL SELECT customer_id, contract_id, 'contract.edit', id, edited_at FROM contract_edit;

INSERT INTO lifecycle_moment (customer_id, entity_id, event_type, part_id, event_at)
WITH live AS (
    SELECT b.customer_id, b.id, b.created_at, b.archived_at,
        CASE WHEN b.type = 'CREDIT' THEN 'credit.' ELSE 'commit.' END AS kind
    FROM balance b LEFT JOIN contract c ON c.customer_id = b.customer_id AND c.id = b.contract_id
    WHERE c.archived_at IS NULL)
SELECT customer_id, id, kind || 'create', id, created_at FROM live WHERE archived_at IS NULL
UNION ALL SELECT customer_id, id, kind || 'archive', id, archived_at FROM live WHERE archived_at IS NOT NULL
UNION ALL SELECT l.customer_id, l.id, l.kind || 'segment.start', s.id, s.starting_at
    FROM live l JOIN balance_segment s ON s.customer_id = l.customer_id AND s.balance_id = l.id
    WHERE l.archived_at IS NULL AND NOT s.is_removed
UNION ALL SELECT l.customer_id, l.id, l.kind || 'segment.end', s.id, s.ending_before
    FROM live l JOIN balance_segment s ON s.customer_id = l.customer_id AND s.balance_id = l.id
    WHERE l.archived_at IS NULL AND NOT s.is_removed;
