-- Owner: contracts. Which rates of subscriptions a specifier is for; nothing where it is for those of usage.
ALTER TABLE rate_override_specifier
    ADD COLUMN billing_frequency text
        CONSTRAINT rate_override_specifier_frequency_known
            CHECK (billing_frequency IN ('WEEKLY', 'MONTHLY', 'QUARTERLY', 'ANNUAL'));
