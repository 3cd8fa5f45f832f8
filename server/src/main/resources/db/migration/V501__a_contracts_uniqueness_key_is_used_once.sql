CREATE TABLE contract (
    id                                      uuid PRIMARY KEY,
    customer_id                             uuid NOT NULL REFERENCES customer,
    name                                    text,
    -- Usage is summed by the hour, so a contract can neither begin nor end inside one.
    starting_at                             timestamptz NOT NULL CHECK (mod(extract(epoch FROM starting_at), 3600) = 0),
    ending_before                           timestamptz CHECK (mod(extract(epoch FROM ending_before), 3600) = 0),
    rate_card_id                            uuid REFERENCES rate_card,
    statement_frequency                     text NOT NULL
        CHECK (statement_frequency IN ('MONTHLY', 'QUARTERLY', 'ANNUAL', 'WEEKLY')),
    statement_anchor                        timestamptz NOT NULL,
    invoice_generation_starting_at          timestamptz,
    net_payment_terms_days                  int NOT NULL CHECK (net_payment_terms_days >= 0),
    consolidates_scheduled_charges          boolean NOT NULL,
    spend_threshold_configuration           jsonb CHECK (jsonb_typeof(spend_threshold_configuration) = 'object'),
    prepaid_balance_threshold_configuration jsonb
        CHECK (jsonb_typeof(prepaid_balance_threshold_configuration) = 'object'),
    custom_fields                           jsonb NOT NULL CHECK (jsonb_typeof(custom_fields) = 'object'),
    uniqueness_key                          text COLLATE "C" UNIQUE CHECK (length(uniqueness_key) BETWEEN 1 AND 128),
    renewed_from                            uuid REFERENCES contract,
    -- The terms as the contract was created with them, as v1 shows them beside the current ones.
    initial_terms                           jsonb NOT NULL,
    created_at                              timestamptz NOT NULL,
    archived_at                             timestamptz,
    CHECK (starting_at < ending_before),
    CHECK (renewed_from <> id)
);
CREATE INDEX contract_of_customer ON contract (customer_id, starting_at, id);
CREATE INDEX contract_renewal ON contract (renewed_from) WHERE renewed_from IS NOT NULL;
