-- Owner: pricing.

-- What rates and balances can be in beside currencies, such as AI credits. Its name is what invoices call what is left to
-- pay of it; contracts and clients keep its id.
CREATE TABLE custom_credit_type (
    id         uuid PRIMARY KEY,
    name       text NOT NULL CHECK (name <> ''),
    created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX custom_credit_type_by_name ON custom_credit_type (lower(name));
CREATE TRIGGER custom_credit_type_is_kept BEFORE UPDATE OR DELETE ON custom_credit_type
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history();

-- What a card charges for a custom unit that no balance pays, in its own currency.
CREATE TABLE rate_card_conversion (
    rate_card_id   uuid NOT NULL REFERENCES rate_card,
    credit_type_id uuid NOT NULL REFERENCES custom_credit_type,
    fiat_per_unit  numeric NOT NULL CHECK (fiat_per_unit > 0),
    created_at     timestamptz NOT NULL,
    PRIMARY KEY (rate_card_id, credit_type_id)
);
CREATE TRIGGER rate_card_conversion_is_kept BEFORE UPDATE OR DELETE ON rate_card_conversion
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history();

-- The custom unit that a rate is in; nothing where it is in the card's currency. What a card cannot convert it cannot price.
ALTER TABLE rate
    ADD COLUMN credit_type_id uuid,
    ADD FOREIGN KEY (rate_card_id, credit_type_id) REFERENCES rate_card_conversion (rate_card_id, credit_type_id);
