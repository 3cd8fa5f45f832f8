-- Owner: customeralerts.
--
-- Cards of rates that changed, and whose customers are not all named yet.
CREATE TABLE customer_alert_card (
    rate_card_id   uuid PRIMARY KEY REFERENCES rate_card,
    -- The last one that was named; customers come in the order of their ids.
    after_customer uuid,
    due_at         timestamptz NOT NULL
);
CREATE INDEX customer_alert_card_in_order ON customer_alert_card (due_at);

-- Owner: contracts.
--
-- Who is priced by a card, customer by customer.
CREATE INDEX contract_of_card ON contract (rate_card_id, customer_id) WHERE rate_card_id IS NOT NULL;
