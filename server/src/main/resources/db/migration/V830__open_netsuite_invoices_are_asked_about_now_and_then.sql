-- When the open invoices of a NetSuite account are asked about next. An account without open invoices is never due.
CREATE TABLE netsuite_status (
    delivery_method_id uuid PRIMARY KEY,
    due_at             timestamptz NOT NULL
);

CREATE INDEX delivery_netsuite_open ON delivery (delivery_method_id, changed_at)
    WHERE provider = 'NETSUITE' AND state IN ('SENT', 'CONFIRMED')
        AND external_status IN ('SENT', 'DRAFT', 'FINALIZED', 'PARTIALLY_PAID');
