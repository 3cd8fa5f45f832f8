CREATE TABLE scheduled_charge (
    id             uuid PRIMARY KEY,
    contract_id    uuid NOT NULL REFERENCES contract,
    product_id     uuid NOT NULL REFERENCES product,
    name           text,
    credit_type_id uuid NOT NULL,
    custom_fields  jsonb NOT NULL CHECK (jsonb_typeof(custom_fields) = 'object'),
    archived_at    timestamptz
);
CREATE INDEX scheduled_charge_of_contract ON scheduled_charge (contract_id, id);

CREATE TABLE scheduled_charge_item (
    id                  uuid PRIMARY KEY,
    scheduled_charge_id uuid NOT NULL REFERENCES scheduled_charge,
    charged_at          timestamptz NOT NULL,
    unit_price          numeric NOT NULL,
    quantity            numeric NOT NULL CHECK (quantity >= 0),
    amount              numeric NOT NULL CHECK (amount >= 0)
);
CREATE INDEX scheduled_charge_item_of_charge ON scheduled_charge_item (scheduled_charge_id, charged_at);
