-- Owner: contracts.
--
-- What a customer has is keyed by its id first, and referred to by both ids: one customer's rows are neighbours, no row
-- hangs on another customer's, and the tables can be distributed by customer_id. MATCH SIMPLE is meant where a reference
-- may be NULL: customer_id never is. Ids are UUIDv7 made by the server, so that an index on the id alone serves those who
-- know nothing else; it is UNIQUE because on one machine that costs nothing, and a plain one where tables are distributed.

CREATE TABLE contract (
    customer_id                    uuid NOT NULL REFERENCES customer,
    id                             uuid NOT NULL,
    name                           text,
    -- Usage is summed by the hour, so a contract can neither begin nor end inside one.
    starting_at                    timestamptz NOT NULL CHECK (mod(extract(epoch FROM starting_at), 3600) = 0),
    ending_before                  timestamptz CHECK (mod(extract(epoch FROM ending_before), 3600) = 0),
    rate_card_id                   uuid REFERENCES rate_card,
    statement_frequency            text NOT NULL
        CONSTRAINT contract_statement_frequency_known
        CHECK (statement_frequency IN ('MONTHLY', 'QUARTERLY', 'ANNUAL', 'WEEKLY')),
    statement_anchor               timestamptz NOT NULL,
    invoice_generation_starting_at timestamptz,
    net_payment_terms_days         int NOT NULL CHECK (net_payment_terms_days >= 0),
    consolidates_scheduled_charges boolean NOT NULL,
    custom_fields                  jsonb NOT NULL CHECK (jsonb_typeof(custom_fields) = 'object'),
    -- Without the customer on purpose: a key is used once in the whole account.
    uniqueness_key                 text COLLATE "C" UNIQUE CHECK (length(uniqueness_key) BETWEEN 1 AND 128),
    renewed_from                   uuid,
    -- The terms as the contract was created with them, as v1 shows them beside the current ones.
    initial_terms                  jsonb NOT NULL,
    created_at                     timestamptz NOT NULL,
    archived_at                    timestamptz,
    PRIMARY KEY (customer_id, id),
    -- For those who know the id alone.
    UNIQUE (id),
    FOREIGN KEY (customer_id, renewed_from) REFERENCES contract (customer_id, id),
    CHECK (starting_at < ending_before),
    CHECK (renewed_from <> id)
);
CREATE INDEX contract_of_customer ON contract (customer_id, starting_at, id);
CREATE INDEX contract_renewal ON contract (customer_id, renewed_from) WHERE renewed_from IS NOT NULL;

CREATE TRIGGER contract_is_of_a_living_customer AFTER INSERT ON contract
    FOR EACH ROW EXECUTE FUNCTION an_archived_customer_gets_nothing_new();

CREATE TABLE scheduled_charge (
    customer_id    uuid NOT NULL,
    id             uuid NOT NULL,
    contract_id    uuid NOT NULL,
    product_id     uuid NOT NULL REFERENCES product,
    name           text,
    credit_type_id uuid NOT NULL,
    custom_fields  jsonb NOT NULL CHECK (jsonb_typeof(custom_fields) = 'object'),
    archived_at    timestamptz,
    PRIMARY KEY (customer_id, id),
    FOREIGN KEY (customer_id, contract_id) REFERENCES contract (customer_id, id)
);
CREATE INDEX scheduled_charge_of_contract ON scheduled_charge (customer_id, contract_id, id);

CREATE TABLE scheduled_charge_item (
    customer_id         uuid NOT NULL,
    id                  uuid NOT NULL,
    scheduled_charge_id uuid NOT NULL,
    charged_at          timestamptz NOT NULL,
    unit_price          numeric NOT NULL,
    quantity            numeric NOT NULL CHECK (quantity >= 0),
    amount              numeric NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (customer_id, id),
    FOREIGN KEY (customer_id, scheduled_charge_id) REFERENCES scheduled_charge (customer_id, id)
);
CREATE INDEX scheduled_charge_item_of_charge
    ON scheduled_charge_item (customer_id, scheduled_charge_id, charged_at);

-- Threshold billing of contracts, in the words of the API but typed. Which product the commit is bought as is checked by
-- the server: a FIXED one. Amounts are in the unit that the contract's rate card counts in.
CREATE TABLE threshold_configuration (
    customer_id              uuid NOT NULL,
    contract_id              uuid NOT NULL,
    kind                     text NOT NULL
        CONSTRAINT threshold_configuration_kind_known CHECK (kind IN ('SPEND', 'PREPAID_BALANCE')),
    is_enabled               boolean NOT NULL,
    threshold_amount         numeric NOT NULL CHECK (threshold_amount > 0),
    recharge_to_amount       numeric CHECK (recharge_to_amount > threshold_amount),
    product_id               uuid NOT NULL REFERENCES product,
    commit_name              text,
    commit_description       text,
    commit_priority          numeric,
    -- Nothing where the request said nothing, which is not the same as an empty list when it is shown again.
    applicable_product_ids   uuid[],
    applicable_product_tags  text[],
    payment_gate             text NOT NULL
        CONSTRAINT threshold_configuration_gate_known CHECK (payment_gate IN ('NONE', 'STRIPE', 'EXTERNAL')),
    tax                      text
        CONSTRAINT threshold_configuration_tax_known CHECK (tax IN ('NONE', 'STRIPE', 'ANROK', 'PRECALCULATED')),
    stripe_payment           text
        CONSTRAINT threshold_configuration_payment_known CHECK (stripe_payment IN ('INVOICE', 'PAYMENT_INTENT')),
    stripe_metadata          jsonb CHECK (jsonb_typeof(stripe_metadata) = 'object'),
    precalculated_tax_amount numeric,
    precalculated_tax_name   text,
    payment_fraction         numeric CHECK (payment_fraction > 0 AND payment_fraction <= 1),
    PRIMARY KEY (customer_id, contract_id, kind),
    FOREIGN KEY (customer_id, contract_id) REFERENCES contract (customer_id, id),
    CHECK ((kind = 'PREPAID_BALANCE') = (recharge_to_amount IS NOT NULL))
);

CREATE TABLE contract_edit (
    customer_id    uuid NOT NULL,
    id             uuid NOT NULL,
    contract_id    uuid NOT NULL,
    sequence       bigint GENERATED ALWAYS AS IDENTITY,
    edited_at      timestamptz NOT NULL,
    -- Once in the whole account, like a contract's.
    uniqueness_key text COLLATE "C" UNIQUE CHECK (length(uniqueness_key) BETWEEN 1 AND 128),
    changes        jsonb NOT NULL CHECK (jsonb_typeof(changes) = 'object'),
    PRIMARY KEY (customer_id, id),
    FOREIGN KEY (customer_id, contract_id) REFERENCES contract (customer_id, id)
);
CREATE INDEX contract_edit_of_contract ON contract_edit (customer_id, contract_id, sequence);

CREATE TRIGGER contract_edit_is_only_added_to BEFORE UPDATE OR DELETE ON contract_edit
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history();

-- Of several segments at one boundary the one added last is in force; the others tell what was asked for before. Where
-- a segment ends is never stored: it ends where the next one begins.
CREATE TABLE provider_segment (
    customer_id               uuid NOT NULL,
    id                        uuid NOT NULL,
    contract_id               uuid NOT NULL,
    sequence                  bigint GENERATED ALWAYS AS IDENTITY,
    provider_configuration_id uuid,
    effective_at              timestamptz NOT NULL,
    created_at                timestamptz NOT NULL,
    contract_edit_id          uuid,
    PRIMARY KEY (customer_id, id),
    UNIQUE (customer_id, contract_edit_id),
    FOREIGN KEY (customer_id, contract_id) REFERENCES contract (customer_id, id),
    FOREIGN KEY (customer_id, provider_configuration_id) REFERENCES provider_configuration (customer_id, id),
    FOREIGN KEY (customer_id, contract_edit_id) REFERENCES contract_edit (customer_id, id)
);
CREATE INDEX provider_segment_of_contract
    ON provider_segment (customer_id, contract_id, effective_at, sequence DESC);
CREATE INDEX provider_segment_of_configuration ON provider_segment (customer_id, provider_configuration_id);

CREATE TRIGGER provider_segment_is_only_added_to BEFORE UPDATE OR DELETE ON provider_segment
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history();
