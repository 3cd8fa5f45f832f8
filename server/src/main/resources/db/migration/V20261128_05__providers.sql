-- Owner: providers.

CREATE TABLE delivery_method (
    id               uuid PRIMARY KEY,
    billing_provider text NOT NULL,
    delivery_method  text NOT NULL,
    configuration    jsonb NOT NULL,
    -- Names the outside account: one delivery method per account and way.
    account_key      text COLLATE "C" NOT NULL UNIQUE,
    -- A JSON object of credentials under DOWNBEAT_SECRET_KEY, bound to this row's id.
    sealed_secrets   bytea,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    UNIQUE (id, billing_provider, delivery_method)
);
CREATE INDEX delivery_method_pair ON delivery_method (billing_provider, delivery_method, id);

-- A customer's lie beside each other, and a row elsewhere that knows the customer names both.
CREATE TABLE provider_configuration (
    customer_id        uuid NOT NULL REFERENCES customer,
    id                 uuid NOT NULL,
    delivery_method_id uuid NOT NULL,
    billing_provider   text NOT NULL,
    delivery_method    text NOT NULL,
    configuration      jsonb NOT NULL,
    tax_provider       text,
    unbillable_rules   jsonb NOT NULL,
    -- Who is billed, as the provider sees it, in one spelling. An AWS buyer has two names, and either gives it away.
    -- NULL where a provider's keys are not known.
    identity           text COLLATE "C",
    other_identity     text COLLATE "C",
    created_at         timestamptz NOT NULL,
    archived_at        timestamptz,
    PRIMARY KEY (customer_id, id),
    -- For those who know the id alone, such as a request.
    UNIQUE (id),
    -- The copies of the pair cannot differ from the delivery method's own.
    FOREIGN KEY (delivery_method_id, billing_provider, delivery_method)
        REFERENCES delivery_method (id, billing_provider, delivery_method)
);

-- Two live ones for one buyer would bill it twice. Archiving gives the identity back.
CREATE UNIQUE INDEX provider_configuration_identity
    ON provider_configuration (identity) WHERE archived_at IS NULL;
CREATE UNIQUE INDEX provider_configuration_other_identity
    ON provider_configuration (other_identity) WHERE archived_at IS NULL;

CREATE TRIGGER provider_configuration_is_of_a_living_customer AFTER INSERT ON provider_configuration
    FOR EACH ROW EXECUTE FUNCTION an_archived_customer_gets_nothing_new();
