-- Owner: balances.
--
-- Keyed by the customer's id first, and referred to by both ids, as 06__contracts says. A balance is its customer's even
-- where a contract agreed on it: what one customer has is read and locked together.

-- A row for each customer that has balances: whoever reads what is left in order to take of it locks this one. No foreign
-- key to the customer: its lock on the customer, taken after the contract's, would meet an archiving that takes the two the
-- other way round. A contract or a customer that is held already stands behind every balance.
CREATE TABLE balance_customer (
    customer_id uuid PRIMARY KEY
);

CREATE TABLE balance (
    customer_id             uuid NOT NULL REFERENCES balance_customer,
    id                      uuid NOT NULL,
    type                    text NOT NULL
        CONSTRAINT balance_type_known CHECK (type IN ('PREPAID', 'POSTPAID', 'CREDIT')),
    -- Of one contract, or of the customer and then for some of its contracts; an empty list means all of them.
    contract_id             uuid,
    applicable_contract_ids uuid[],
    invoice_contract_id     uuid,
    product_id              uuid NOT NULL REFERENCES product,
    name                    text,
    description             text,
    priority                numeric,
    -- All usage, if none of the three is there.
    applicable_product_ids  uuid[],
    applicable_product_tags text[],
    specifiers              jsonb CHECK (jsonb_typeof(specifiers) = 'array' AND jsonb_array_length(specifiers) > 0),
    rate_type               text NOT NULL
        CONSTRAINT balance_rate_type_known CHECK (rate_type IN ('LIST_RATE', 'COMMIT_RATE')),
    rollover_fraction       numeric CHECK (rollover_fraction BETWEEN 0 AND 1),
    custom_fields           jsonb NOT NULL CHECK (jsonb_typeof(custom_fields) = 'object'),
    -- The unit of its amounts.
    credit_type_id          uuid NOT NULL,
    payment_credit_type_id  uuid,
    do_not_invoice          boolean,
    recurring_id            uuid,
    rolled_over_from        uuid,
    -- Of commits and credits together, and without the customer on purpose: a key is used once in the whole account.
    uniqueness_key          text COLLATE "C" UNIQUE CHECK (length(uniqueness_key) BETWEEN 1 AND 128),
    created_at              timestamptz NOT NULL,
    archived_at             timestamptz,
    PRIMARY KEY (customer_id, id),
    -- For those who know the id alone.
    UNIQUE (id),
    -- What hangs on it repeats its type, so that the rules of a type can be rules of a table.
    UNIQUE (customer_id, id, type),
    FOREIGN KEY (customer_id, contract_id) REFERENCES contract (customer_id, id),
    FOREIGN KEY (customer_id, invoice_contract_id) REFERENCES contract (customer_id, id),
    FOREIGN KEY (customer_id, rolled_over_from) REFERENCES balance (customer_id, id),
    CONSTRAINT balance_of_a_contract_or_a_customer CHECK ((contract_id IS NULL) = (applicable_contract_ids IS NOT NULL)
        AND (contract_id IS NULL OR invoice_contract_id IS NULL)),
    CONSTRAINT balance_of_a_customer_has_its_priority CHECK (contract_id IS NOT NULL OR priority IS NOT NULL),
    CONSTRAINT balance_applies_by_one_form CHECK (specifiers IS NULL
        OR applicable_product_ids IS NULL AND applicable_product_tags IS NULL),
    CONSTRAINT balance_commits_are_paid_for CHECK ((type = 'CREDIT') = (payment_credit_type_id IS NULL)
        AND (type = 'CREDIT') = (do_not_invoice IS NULL)),
    CHECK (rolled_over_from <> id)
);
CREATE INDEX balance_of_contract ON balance (customer_id, contract_id, created_at, id) WHERE contract_id IS NOT NULL;
CREATE INDEX balance_of_customer ON balance (customer_id, created_at, id);

-- What invoices and what was drawn were computed with.
CREATE FUNCTION balance_stays_what_it_is() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'balance %: its type, holder, unit and origin never change', OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER balance_stays_what_it_is BEFORE UPDATE ON balance
    FOR EACH ROW WHEN ((OLD.customer_id, OLD.id, OLD.type, OLD.contract_id, OLD.credit_type_id, OLD.recurring_id,
            OLD.rolled_over_from, OLD.uniqueness_key, OLD.created_at)
        IS DISTINCT FROM (NEW.customer_id, NEW.id, NEW.type, NEW.contract_id, NEW.credit_type_id, NEW.recurring_id,
            NEW.rolled_over_from, NEW.uniqueness_key, NEW.created_at))
    EXECUTE FUNCTION balance_stays_what_it_is();

-- The access schedule. A segment that an edit removed stays, with what voided invoices once drew of it.
CREATE TABLE balance_segment (
    customer_id   uuid NOT NULL,
    id            uuid NOT NULL,
    balance_id    uuid NOT NULL,
    balance_type  text NOT NULL,
    amount        numeric NOT NULL CHECK (amount >= 0),
    -- Usage is summed by the hour, so what pays for it can neither begin nor end inside one.
    starting_at   timestamptz NOT NULL CHECK (mod(extract(epoch FROM starting_at), 3600) = 0),
    ending_before timestamptz NOT NULL CHECK (mod(extract(epoch FROM ending_before), 3600) = 0),
    is_removed    boolean NOT NULL DEFAULT false,
    PRIMARY KEY (customer_id, id),
    UNIQUE (customer_id, balance_id, id),
    FOREIGN KEY (customer_id, balance_id, balance_type) REFERENCES balance (customer_id, id, type),
    CHECK (starting_at < ending_before)
);
CREATE UNIQUE INDEX balance_segment_one_of_a_postpaid ON balance_segment (customer_id, balance_id)
    WHERE balance_type = 'POSTPAID' AND NOT is_removed;

-- The invoice schedule, recurring ones expanded.
CREATE TABLE balance_payment_item (
    customer_id  uuid NOT NULL,
    id           uuid NOT NULL,
    balance_id   uuid NOT NULL,
    balance_type text NOT NULL CHECK (balance_type <> 'CREDIT'),
    paid_at      timestamptz NOT NULL,
    unit_price   numeric NOT NULL CHECK (unit_price >= 0),
    quantity     numeric NOT NULL CHECK (quantity >= 0),
    PRIMARY KEY (customer_id, id),
    FOREIGN KEY (customer_id, balance_id, balance_type) REFERENCES balance (customer_id, id, type)
);
CREATE INDEX balance_payment_item_of_balance ON balance_payment_item (customer_id, balance_id, paid_at);
CREATE UNIQUE INDEX balance_payment_item_one_of_a_postpaid ON balance_payment_item (customer_id, balance_id)
    WHERE balance_type = 'POSTPAID';

-- At the end of the transaction: its one segment and its one payment are written one after the other.
CREATE FUNCTION a_postpaid_commit_owes_what_it_gives() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT amount FROM balance_segment
         WHERE customer_id = NEW.customer_id AND balance_id = NEW.balance_id AND NOT is_removed)
       IS DISTINCT FROM (SELECT unit_price * quantity FROM balance_payment_item
         WHERE customer_id = NEW.customer_id AND balance_id = NEW.balance_id) THEN
        RAISE EXCEPTION 'balance %: a postpaid commit owes exactly what it gives', NEW.balance_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER balance_segment_is_owed AFTER INSERT OR UPDATE ON balance_segment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.balance_type = 'POSTPAID')
    EXECUTE FUNCTION a_postpaid_commit_owes_what_it_gives();
CREATE CONSTRAINT TRIGGER balance_payment_item_is_given AFTER INSERT OR UPDATE ON balance_payment_item
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.balance_type = 'POSTPAID')
    EXECUTE FUNCTION a_postpaid_commit_owes_what_it_gives();

-- What people added to a segment or took of it, as a whole and not from a date on.
CREATE TABLE balance_manual_entry (
    customer_id uuid NOT NULL,
    id          uuid NOT NULL,
    balance_id  uuid NOT NULL,
    segment_id  uuid NOT NULL,
    amount      numeric NOT NULL CHECK (amount <> 0),
    dated_at    timestamptz NOT NULL,
    reason      text NOT NULL,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (customer_id, id),
    FOREIGN KEY (customer_id, balance_id, segment_id) REFERENCES balance_segment (customer_id, balance_id, id)
);
CREATE INDEX balance_manual_entry_of_segment ON balance_manual_entry (customer_id, segment_id);

CREATE TRIGGER balance_manual_entry_is_only_added_to BEFORE UPDATE OR DELETE ON balance_manual_entry
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history();

-- What finalized invoices drew; voiding an invoice marks its rows.
CREATE TABLE balance_draw (
    customer_id uuid NOT NULL,
    segment_id  uuid NOT NULL,
    invoice_id  uuid NOT NULL,
    balance_id  uuid NOT NULL,
    contract_id uuid NOT NULL,
    amount      numeric NOT NULL CHECK (amount > 0),
    dated_at    timestamptz NOT NULL,
    voided_at   timestamptz,
    PRIMARY KEY (customer_id, segment_id, invoice_id),
    FOREIGN KEY (customer_id, balance_id, segment_id) REFERENCES balance_segment (customer_id, balance_id, id),
    FOREIGN KEY (customer_id, invoice_id) REFERENCES invoice (customer_id, id),
    FOREIGN KEY (customer_id, contract_id) REFERENCES contract (customer_id, id)
);
CREATE INDEX balance_draw_of_invoice ON balance_draw (customer_id, invoice_id);
CREATE INDEX balance_draw_of_balance ON balance_draw (customer_id, balance_id);

-- Nothing is drawn twice, whoever forgets to lock: the segment's row is locked here before what is drawn of it is summed,
-- and each statement of this function sees what was committed while it waited. A manual entry may still take what is left
-- below zero afterwards.
CREATE FUNCTION a_draw_takes_what_is_left() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    available numeric;
    drawn numeric;
BEGIN
    SELECT amount INTO available FROM balance_segment
     WHERE customer_id = NEW.customer_id AND id = NEW.segment_id AND NOT is_removed FOR NO KEY UPDATE;
    SELECT available + coalesce(sum(amount), 0) INTO available FROM balance_manual_entry
     WHERE customer_id = NEW.customer_id AND segment_id = NEW.segment_id;
    SELECT sum(amount) INTO drawn FROM balance_draw
     WHERE customer_id = NEW.customer_id AND segment_id = NEW.segment_id AND voided_at IS NULL;
    IF (drawn <= available) IS NOT TRUE THEN
        RAISE EXCEPTION 'segment % of balance % has %, and invoices would have drawn %',
            NEW.segment_id, NEW.balance_id, coalesce(available, 0), drawn
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER balance_draw_takes_what_is_left AFTER INSERT ON balance_draw
    FOR EACH ROW EXECUTE FUNCTION a_draw_takes_what_is_left();

CREATE FUNCTION a_draw_is_given_back_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.voided_at IS NOT NULL OR NEW.voided_at IS NULL
       OR (OLD.customer_id, OLD.segment_id, OLD.invoice_id, OLD.balance_id, OLD.contract_id, OLD.amount, OLD.dated_at)
          IS DISTINCT FROM
          (NEW.customer_id, NEW.segment_id, NEW.invoice_id, NEW.balance_id, NEW.contract_id, NEW.amount, NEW.dated_at) THEN
        RAISE EXCEPTION 'balance_draw: a draw can only be given back, and once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER balance_draw_is_given_back_once BEFORE UPDATE OR DELETE ON balance_draw
    FOR EACH ROW EXECUTE FUNCTION a_draw_is_given_back_once();
