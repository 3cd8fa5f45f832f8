-- What a look ahead found: one open row per kind and subject.
CREATE TABLE notice (
    id          uuid PRIMARY KEY,
    kind        text NOT NULL,
    subject     text NOT NULL,
    detail      text NOT NULL,
    raised_at   timestamptz NOT NULL,
    deadline_at timestamptz,
    ended_at    timestamptz
);
CREATE UNIQUE INDEX notice_once ON notice (kind, subject) WHERE ended_at IS NULL;
CREATE VIEW open_alert AS
    SELECT id, kind, subject, detail, raised_at, deadline_at FROM notice WHERE ended_at IS NULL;

-- One row: when the next look at configurations of segments to come is due, and how far the present one got.
CREATE TABLE preflight_round (
    only_one           boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    due_at             timestamptz NOT NULL,
    after_configuration uuid
);
INSERT INTO preflight_round (due_at) VALUES ('1970-01-01T00:00:00Z');
CREATE INDEX provider_segment_to_come ON provider_segment (effective_at);
