-- How far usage drafts were opened: the start of the first period that has none yet, null if there is no such period.
CREATE TABLE invoicing_cursor (
    contract_id       uuid PRIMARY KEY REFERENCES contract,
    next_period_start timestamptz
);
CREATE INDEX invoicing_cursor_due ON invoicing_cursor (next_period_start, contract_id)
    WHERE next_period_start IS NOT NULL;
