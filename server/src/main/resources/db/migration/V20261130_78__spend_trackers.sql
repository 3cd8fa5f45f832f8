-- Owner: contracts.
--
-- What a contract pays for commits in a usage period, by which the discount of its recharges may end.

CREATE TABLE spend_tracker (
    customer_id    uuid NOT NULL,
    contract_id    uuid NOT NULL,
    -- An archived one keeps its alias.
    alias          text COLLATE "C" NOT NULL CHECK (length(alias) BETWEEN 1 AND 255),
    place          integer NOT NULL CHECK (place >= 0),
    credit_type_id uuid NOT NULL,
    specifiers     jsonb NOT NULL CHECK (jsonb_typeof(specifiers) = 'array'),
    archived_at    timestamptz,
    PRIMARY KEY (customer_id, contract_id, alias),
    UNIQUE (customer_id, contract_id, place),
    FOREIGN KEY (customer_id, contract_id) REFERENCES contract (customer_id, id)
);

-- A payment counts once on the invoice that bills it; one that is voided counts no more, and the one that replaces it does.
CREATE TABLE tracked_purchase (
    customer_id    uuid NOT NULL,
    invoice_id     uuid NOT NULL,
    payment_id     uuid NOT NULL,
    contract_id    uuid NOT NULL,
    source         text NOT NULL CHECK (source IN ('THRESHOLD_RECHARGE', 'MANUAL')),
    is_discounted  boolean NOT NULL,
    credit_type_id uuid NOT NULL,
    amount         numeric NOT NULL,
    -- Decides the period; the invoice may be of an earlier date.
    counted_at     timestamptz NOT NULL,
    PRIMARY KEY (customer_id, invoice_id, payment_id),
    FOREIGN KEY (customer_id, contract_id) REFERENCES contract (customer_id, id),
    FOREIGN KEY (customer_id, invoice_id) REFERENCES invoice (customer_id, id)
);
CREATE INDEX tracked_purchase_of_contract ON tracked_purchase (customer_id, contract_id, counted_at);

-- Owner: balances. As the request said, for spend trackers; null if it said nothing, and for credits.
ALTER TABLE balance
    ADD COLUMN counts_as_discounted boolean,
    ADD CONSTRAINT balance_counted_is_a_commit CHECK (counts_as_discounted IS NULL OR type <> 'CREDIT');
