-- Each configuration that a contract will bill through but does not yet: looked at daily in its last 35 days, gone once
-- the segment begins or is cancelled. A row that is under a lease stays due, so that an advance of the clock waits for it.
CREATE TABLE provider_watch (
    contract_id      uuid NOT NULL REFERENCES contract,
    configuration_id uuid NOT NULL REFERENCES provider_configuration,
    begins_at        timestamptz NOT NULL,
    due_at           timestamptz NOT NULL CHECK (due_at <= begins_at),
    -- By the database's own clock: it guards against a server that died while it asked.
    lease_until      timestamptz,
    PRIMARY KEY (contract_id, configuration_id)
);
CREATE INDEX provider_watch_due ON provider_watch (due_at);

INSERT INTO provider_watch (contract_id, configuration_id, begins_at, due_at)
SELECT s.contract_id, s.provider_configuration_id, min(s.effective_at), min(s.effective_at) - interval '35 days'
FROM (SELECT DISTINCT ON (contract_id, effective_at) contract_id, effective_at, provider_configuration_id
      FROM provider_segment ORDER BY contract_id, effective_at, sequence DESC) s
JOIN contract c ON c.id = s.contract_id
WHERE s.provider_configuration_id IS NOT NULL AND c.archived_at IS NULL
    AND (c.ending_before IS NULL OR s.effective_at < c.ending_before)
    AND s.effective_at > coalesce((SELECT now FROM simulated_clock), now())
GROUP BY s.contract_id, s.provider_configuration_id;
