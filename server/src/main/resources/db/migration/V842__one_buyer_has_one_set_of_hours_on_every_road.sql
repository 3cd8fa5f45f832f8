-- Every name under which a marketplace knows the buyer. Configurations that share one share the buyer key, so that the
-- unique (buyer_key, dimension, hour) holds between roads too: directly and through Tackle is one buyer.
ALTER TABLE metered_configuration ADD COLUMN buyer_names text[] NOT NULL DEFAULT '{}';
UPDATE metered_configuration SET buyer_names = ARRAY(
    SELECT 'aws|' || product || '|' || customer
    FROM unnest(ARRAY[keys ->> 'aws_license_arn', keys ->> 'aws_product_code']) AS product,
        unnest(ARRAY[keys ->> 'aws_customer_account_id', keys ->> 'aws_customer_id']) AS customer
    WHERE product IS NOT NULL AND customer IS NOT NULL)
WHERE billing_provider = 'AWS_MARKETPLACE';
CREATE INDEX metered_configuration_by_buyer ON metered_configuration USING gin (buyer_names);
