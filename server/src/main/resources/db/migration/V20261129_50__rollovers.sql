-- Owner: balances.
--
-- What moves to the next contract when one is renewed (docs/api/balances.md, "Rollover").

-- A contract that was renewed, and by which one: what it agrees on from then on rolls over too, such as the grants of
-- periods that have not begun. Written once, so a contract's balances roll over to one contract only.
CREATE TABLE balance_transition (
    customer_id      uuid NOT NULL,
    from_contract_id uuid NOT NULL,
    into_contract_id uuid NOT NULL,
    renewed_at       timestamptz NOT NULL,
    -- Where the new contract ended as it was made; what rolled over can be used no longer than that.
    ends_at          timestamptz CHECK (ends_at > renewed_at),
    PRIMARY KEY (customer_id, from_contract_id),
    FOREIGN KEY (customer_id, from_contract_id) REFERENCES contract (customer_id, id),
    FOREIGN KEY (customer_id, into_contract_id) REFERENCES contract (customer_id, id),
    CHECK (from_contract_id <> into_contract_id)
);

-- While the amount may still change it is computed from what is left, and the segment says 0, of which nothing can be drawn.
ALTER TABLE balance
    ADD COLUMN rolled_over_cost_basis numeric CHECK (rolled_over_cost_basis >= 0),
    ADD COLUMN rollover_frozen_at timestamptz,
    ADD CONSTRAINT balance_rollover_is_of_a_contract CHECK (rolled_over_from IS NULL
        OR contract_id IS NOT NULL AND rolled_over_cost_basis IS NOT NULL),
    ADD CONSTRAINT balance_rollover_alone_is_frozen CHECK (rolled_over_from IS NOT NULL
        OR rolled_over_cost_basis IS NULL AND rollover_frozen_at IS NULL);
CREATE UNIQUE INDEX balance_rolls_over_once ON balance (customer_id, rolled_over_from) WHERE rolled_over_from IS NOT NULL;

-- How much of which segment, once that is settled.
CREATE TABLE balance_rollover (
    customer_id     uuid NOT NULL,
    segment_id      uuid NOT NULL,
    contract_id     uuid NOT NULL,
    balance_id      uuid NOT NULL,
    into_balance_id uuid NOT NULL,
    amount          numeric NOT NULL CHECK (amount > 0),
    PRIMARY KEY (customer_id, segment_id, contract_id),
    FOREIGN KEY (customer_id, balance_id, segment_id) REFERENCES balance_segment (customer_id, balance_id, id),
    FOREIGN KEY (customer_id, into_balance_id) REFERENCES balance (customer_id, id),
    FOREIGN KEY (customer_id, contract_id) REFERENCES contract (customer_id, id)
);
CREATE INDEX balance_rollover_of_balance ON balance_rollover (customer_id, balance_id);
CREATE INDEX balance_rollover_into_balance ON balance_rollover (customer_id, into_balance_id);

CREATE FUNCTION a_rolled_over_balance_has_one_segment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM balance WHERE customer_id = NEW.customer_id AND id = NEW.balance_id AND rolled_over_from IS NOT NULL
        FOR NO KEY UPDATE;
    IF FOUND AND (SELECT count(*) FROM balance_segment
         WHERE customer_id = NEW.customer_id AND balance_id = NEW.balance_id) <> 1 THEN
        RAISE EXCEPTION 'balance %: what rolled over has exactly one segment', NEW.balance_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER balance_segment_one_of_a_rollover AFTER INSERT OR UPDATE ON balance_segment
    FOR EACH ROW EXECUTE FUNCTION a_rolled_over_balance_has_one_segment();

-- What rolled over is no more there to be drawn, and what was drawn does not roll over: as in 20__balances, and now with both.
CREATE OR REPLACE FUNCTION a_draw_takes_what_is_left() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    available numeric;
    taken numeric;
BEGIN
    SELECT amount INTO available FROM balance_segment
     WHERE customer_id = NEW.customer_id AND id = NEW.segment_id AND NOT is_removed FOR NO KEY UPDATE;
    SELECT available + coalesce(sum(amount), 0) INTO available FROM balance_manual_entry
     WHERE customer_id = NEW.customer_id AND segment_id = NEW.segment_id;
    SELECT (SELECT coalesce(sum(amount), 0) FROM balance_draw
            WHERE customer_id = NEW.customer_id AND segment_id = NEW.segment_id AND voided_at IS NULL)
         + (SELECT coalesce(sum(amount), 0) FROM balance_rollover
            WHERE customer_id = NEW.customer_id AND segment_id = NEW.segment_id) INTO taken;
    IF (taken <= available) IS NOT TRUE THEN
        RAISE EXCEPTION 'segment % of balance % has %, and invoices would have drawn %',
            NEW.segment_id, NEW.balance_id, coalesce(available, 0), taken
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER balance_rollover_takes_what_is_left AFTER INSERT ON balance_rollover
    FOR EACH ROW EXECUTE FUNCTION a_draw_takes_what_is_left();
