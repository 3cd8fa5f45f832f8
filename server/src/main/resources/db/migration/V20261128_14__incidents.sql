-- Owner: incidents.

-- What went wrong and waits for a person, or for its own end. Kept when it is over.
CREATE TABLE incident (
    id                 uuid PRIMARY KEY,
    -- Declared by the feature that raises it, with what kind of thing the subject's id names.
    kind               text NOT NULL,
    subject_type       text NOT NULL,
    subject            text NOT NULL,
    -- Which of the subject's several matters of one kind; empty where there is but one.
    subject_part       text NOT NULL DEFAULT '',
    detail             text NOT NULL,
    -- What else it touches. No foreign keys: it is raised in any transaction, under any locks, and must not wait for whoever
    -- holds the row that it names.
    account            text,
    delivery_method_id uuid,
    customer_id        uuid,
    contract_id        uuid,
    configuration_id   uuid,
    points             jsonb CHECK (jsonb_typeof(points) = 'array'),
    -- Whether only a person can tell that it is over.
    for_a_person       boolean NOT NULL,
    raised_at          timestamptz NOT NULL,
    last_seen_at       timestamptz NOT NULL,
    deadline_at        timestamptz,
    ended_at           timestamptz CHECK (ended_at >= raised_at),
    ended_reason       text,
    CHECK (last_seen_at >= raised_at),
    CHECK ((ended_at IS NULL) = (ended_reason IS NULL))
);
CREATE UNIQUE INDEX incident_open_once ON incident (kind, subject_type, subject, subject_part) WHERE ended_at IS NULL;
CREATE INDEX incident_open ON incident (raised_at, id) WHERE ended_at IS NULL;
CREATE INDEX incident_of_kind ON incident (kind, id);
CREATE INDEX incident_of_contract ON incident (contract_id, id) WHERE contract_id IS NOT NULL;
CREATE INDEX incident_of_customer ON incident (customer_id, id) WHERE customer_id IS NOT NULL;
