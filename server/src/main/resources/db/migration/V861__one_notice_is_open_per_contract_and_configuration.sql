-- What the daily check found that would keep a coming segment's invoices from getting through.
CREATE TABLE provider_notice (
    id                   uuid PRIMARY KEY,
    contract_id          uuid NOT NULL REFERENCES contract,
    customer_id          uuid NOT NULL REFERENCES customer,
    configuration_id     uuid NOT NULL REFERENCES provider_configuration,
    segment_effective_at timestamptz NOT NULL,
    points               jsonb NOT NULL CHECK (jsonb_typeof(points) = 'array'),
    raised_at            timestamptz NOT NULL,
    checked_at           timestamptz NOT NULL,
    ended_at             timestamptz,
    ended_reason         text CHECK (ended_reason IN ('MENDED', 'BEGAN', 'CANCELLED')),
    CHECK ((ended_at IS NULL) = (ended_reason IS NULL))
);
CREATE UNIQUE INDEX provider_notice_open ON provider_notice (contract_id, configuration_id) WHERE ended_at IS NULL;
CREATE INDEX provider_notice_open_list ON provider_notice (id) WHERE ended_at IS NULL;
CREATE INDEX provider_notice_of_contract ON provider_notice (contract_id, id);
CREATE INDEX provider_notice_of_customer ON provider_notice (customer_id, id);
