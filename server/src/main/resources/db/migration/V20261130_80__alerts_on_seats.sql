-- Owner: customeralerts.
--
-- Which seats an alert watches: of the property that names them, one or each by itself.

ALTER TABLE customer_alert
    ADD COLUMN seat_group_key   text,
    ADD COLUMN seat_group_value text,
    ADD CONSTRAINT customer_alert_of_seats_says_which CHECK (
        (alert_type = 'low_remaining_seat_balance_reached') = (seat_group_key IS NOT NULL)
        AND (seat_group_value IS NULL OR seat_group_key IS NOT NULL));
