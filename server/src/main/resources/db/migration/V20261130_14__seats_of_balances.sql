-- Owner: balances.

-- What a segment gives for seats of a subscription: for how many, and if for one alone, for whom. Usage draws on the segment
-- of one seat only where its property of that name has the seat's id. Nothing for every other segment.
ALTER TABLE balance_segment
    ADD COLUMN seat_units numeric CHECK (seat_units >= 0),
    ADD COLUMN seat_group_key text,
    ADD COLUMN seat_id text,
    ADD CONSTRAINT balance_segment_of_a_seat_whole CHECK (
        (seat_id IS NULL) = (seat_group_key IS NULL) AND (seat_id IS NULL OR seat_units = 1));

-- A recurring item has one balance for each period, and in that a seat has one grant, however often it is removed and added.
CREATE UNIQUE INDEX balance_segment_one_of_a_seat ON balance_segment (customer_id, balance_id, seat_id)
    WHERE seat_id IS NOT NULL AND NOT is_removed;
