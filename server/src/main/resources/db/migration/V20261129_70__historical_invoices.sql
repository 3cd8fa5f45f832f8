-- Owner: invoicing. An invoice of a period before invoice generation, made of quantities that somebody gave.
--
-- It is final at once and never sent anywhere: no later code can give it a configuration, and its route says what it is.
ALTER TABLE invoice
    ADD COLUMN historical boolean NOT NULL DEFAULT false,
    -- What the request said of it, for the API to show; nothing is computed from either.
    ADD COLUMN billable boolean NOT NULL DEFAULT true,
    ADD COLUMN custom_fields jsonb NOT NULL DEFAULT '{}',
    ADD CONSTRAINT invoice_historical_is_usage CHECK (NOT historical OR type = 'USAGE'),
    ADD CONSTRAINT invoice_historical_goes_nowhere CHECK (NOT historical OR configuration_id IS NULL),
    ADD CONSTRAINT invoice_historical_has_its_own_rule CHECK (
        finalized_at IS NULL OR historical = (route_rule = 'historical')),
    ADD CONSTRAINT invoice_not_historical_is_billable CHECK (historical OR billable AND custom_fields = '{}');

-- The quantities that a historical invoice was made of, as they were given; regenerating prices them again. Written with the
-- invoice and only added to.
CREATE TABLE historical_usage (
    customer_id               uuid NOT NULL,
    invoice_id                uuid NOT NULL,
    position                  int NOT NULL CHECK (position >= 0),
    product_id                uuid NOT NULL,
    starting_at               timestamptz NOT NULL,
    ending_before             timestamptz NOT NULL,
    pricing_group_values      jsonb NOT NULL,
    presentation_group_values jsonb NOT NULL,
    -- The sum of what follows.
    quantity                  numeric NOT NULL CHECK (quantity >= 0),
    -- When it was used: [[from, until, quantity], ..], in hours since 1970.
    parts                     json NOT NULL,
    PRIMARY KEY (customer_id, invoice_id, position),
    FOREIGN KEY (customer_id, invoice_id) REFERENCES invoice (customer_id, id),
    CHECK (starting_at < ending_before)
);
CREATE TRIGGER historical_usage_is_kept BEFORE UPDATE OR DELETE ON historical_usage
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history();
