-- Owner: customeralerts.
--
-- Thresholds that customers are held against, the API's alerts. What waits for an operator is an incident and stands elsewhere.

CREATE TABLE customer_alert (
    id                   uuid PRIMARY KEY,
    -- None: for every customer, those to come too.
    customer_id          uuid REFERENCES customer,
    name                 text NOT NULL,
    alert_type           text NOT NULL,
    threshold            numeric NOT NULL CHECK (threshold >= 0),
    credit_type_id       uuid,
    billable_metric_id   uuid REFERENCES billable_metric,
    group_values         jsonb NOT NULL CHECK (jsonb_typeof(group_values) = 'array'),
    custom_field_filters jsonb NOT NULL CHECK (jsonb_typeof(custom_field_filters) = 'array'),
    alert_specifiers     jsonb NOT NULL CHECK (jsonb_typeof(alert_specifiers) = 'array'),
    invoice_types_filter text[] NOT NULL,
    -- What usage or balances have to be told apart by: few for one customer, because each costs a computation of its own.
    grouped_by           text[] NOT NULL,
    evaluate_on_create   boolean NOT NULL,
    -- Without the customer on purpose: a key is used once in the whole account. An archived alert keeps its key until it is released.
    uniqueness_key       text COLLATE "C" UNIQUE CHECK (length(uniqueness_key) BETWEEN 1 AND 128),
    created_at           timestamptz NOT NULL,
    archived_at          timestamptz
);
CREATE INDEX customer_alert_live ON customer_alert (customer_id, id) WHERE archived_at IS NULL;
CREATE INDEX customer_alert_of_customer ON customer_alert (customer_id, id);

-- How a customer, or a part of its account, stands towards an alert. The empty part is all of it, and is there as soon as the customer
-- was looked at. Other parts have a row once they were in alarm.
CREATE TABLE customer_alert_state (
    customer_id uuid NOT NULL,
    alert_id    uuid NOT NULL REFERENCES customer_alert,
    -- A digest of the part's values, which may be long.
    part        text COLLATE "C" NOT NULL,
    part_values jsonb NOT NULL CHECK (jsonb_typeof(part_values) = 'object'),
    status      text NOT NULL CHECK (status IN ('OK', 'EVALUATING', 'IN_ALARM')),
    -- Whether the alarm that it is in was told.
    is_told     boolean NOT NULL,
    trigger     text CHECK (trigger IN ('USAGE', 'INVOICE_GENERATION')),
    changed_at  timestamptz NOT NULL,
    PRIMARY KEY (customer_id, alert_id, part),
    CONSTRAINT customer_alert_state_whole_has_no_values CHECK ((part = '') = (part_values = '{}')),
    CONSTRAINT customer_alert_state_alarm_has_a_trigger CHECK ((status = 'IN_ALARM') = (trigger IS NOT NULL)),
    CONSTRAINT customer_alert_state_told_is_an_alarm CHECK (status = 'IN_ALARM' OR NOT is_told)
);

-- When time alone may change what is found of a customer. Whoever looks at a customer holds its row, so that two servers never look at
-- one at once.
CREATE TABLE customer_alert_look (
    customer_id  uuid PRIMARY KEY,
    next_look_at timestamptz
);
CREATE INDEX customer_alert_look_in_order ON customer_alert_look (next_look_at) WHERE next_look_at IS NOT NULL;

-- What changed of a customer since it was looked at. Rows are only added and taken away: who changes something waits for nobody who
-- looks, and what commits while somebody looks is looked at again.
CREATE TABLE customer_alert_change (
    customer_id uuid NOT NULL,
    id          bigint GENERATED ALWAYS AS IDENTITY,
    trigger     text NOT NULL CHECK (trigger IN ('USAGE', 'INVOICE_GENERATION')),
    due_at      timestamptz NOT NULL,
    PRIMARY KEY (customer_id, id)
);
CREATE INDEX customer_alert_change_in_order ON customer_alert_change (due_at);

-- Alerts for every customer that not every customer was named to yet.
CREATE TABLE customer_alert_spread (
    alert_id       uuid PRIMARY KEY REFERENCES customer_alert,
    -- The last one that was named; customers come in the order of their ids.
    after_customer uuid,
    due_at         timestamptz NOT NULL
);
CREATE INDEX customer_alert_spread_in_order ON customer_alert_spread (due_at);
