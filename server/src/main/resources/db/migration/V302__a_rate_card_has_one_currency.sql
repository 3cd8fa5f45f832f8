-- A value is never given twice, not even after a rollback: a book of prices kept in a server's memory under a version
-- that was rolled back can never be taken for a later one.
CREATE SEQUENCE rate_card_version;

CREATE TABLE rate_card (
    id                  uuid PRIMARY KEY,
    name                text NOT NULL,
    description         text,
    fiat_credit_type_id uuid NOT NULL,
    custom_fields       jsonb NOT NULL CHECK (jsonb_typeof(custom_fields) = 'object'),
    created_at          timestamptz NOT NULL,
    archived_at         timestamptz,
    version             bigint NOT NULL DEFAULT nextval('rate_card_version')
);

-- Several cards may carry one alias at one time; the one assigned last is meant.
CREATE TABLE rate_card_alias (
    assigned      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    rate_card_id  uuid NOT NULL REFERENCES rate_card,
    name          text NOT NULL,
    starting_at   timestamptz CHECK (mod(extract(epoch FROM starting_at), 3600) = 0),
    ending_before timestamptz CHECK (mod(extract(epoch FROM ending_before), 3600) = 0),
    CHECK (starting_at < ending_before)
);
CREATE INDEX rate_card_alias_of_card ON rate_card_alias (rate_card_id);
CREATE INDEX rate_card_alias_by_name ON rate_card_alias USING hash (name);
