-- Owner: incidents.

-- What went wrong on our side and waits for a person or for its own end. Kept when it is over.
CREATE TABLE incident (
    id              uuid PRIMARY KEY,
    kind            text NOT NULL,
    subject         text NOT NULL,
    detail          text NOT NULL,
    -- Whether only a person can tell that it is over.
    for_a_person    boolean NOT NULL,
    raised_at       timestamptz NOT NULL,
    ended_at        timestamptz CHECK (ended_at >= raised_at)
);
CREATE UNIQUE INDEX incident_open_once ON incident (kind, subject) WHERE ended_at IS NULL;
CREATE INDEX incident_open ON incident (raised_at, id) WHERE ended_at IS NULL;
