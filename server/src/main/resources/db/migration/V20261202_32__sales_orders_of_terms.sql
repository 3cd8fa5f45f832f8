-- Owner: contracts, and balances of its table.
--
-- Where single terms were sold. Kept as they were given; nothing is computed from them.
ALTER TABLE balance
    ADD COLUMN netsuite_sales_order_id text,
    ADD COLUMN salesforce_opportunity_id text;
ALTER TABLE scheduled_charge ADD COLUMN netsuite_sales_order_id text;
ALTER TABLE discount ADD COLUMN netsuite_sales_order_id text;
ALTER TABLE professional_service ADD COLUMN netsuite_sales_order_id text;
