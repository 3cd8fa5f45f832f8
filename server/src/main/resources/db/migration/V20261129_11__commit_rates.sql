-- Owner: pricing. What a unit costs while a commit of rate type COMMIT_RATE pays, in the unit of the list rate beside it.
-- Nothing where the list rate does.
ALTER TABLE rate
    ADD COLUMN commit_rate_type text,
    ADD COLUMN commit_price numeric CHECK (commit_price >= 0),
    ADD COLUMN commit_tiers jsonb CHECK (jsonb_typeof(commit_tiers) = 'array'),
    ADD CONSTRAINT rate_commit_rate_whole CHECK (
        commit_rate_type IS NULL AND commit_price IS NULL AND commit_tiers IS NULL
        OR commit_rate_type = 'FLAT' AND commit_price IS NOT NULL AND commit_tiers IS NULL
        OR commit_rate_type = 'TIERED' AND commit_price IS NULL AND commit_tiers IS NOT NULL);
