-- Owner: customers.

-- People look customers up by name, a page at a time.
CREATE INDEX customer_by_name ON customer (lower(name), id) WHERE archived_at IS NULL;
