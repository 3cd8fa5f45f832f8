-- Owner: packages.
--
-- What contracts are made of that start at any instant: terms as a request to create a contract has them, with offsets from
-- the contract's start in the place of instants. A package is written once; what changes is whether it is archived.

CREATE TABLE package (
    id             uuid PRIMARY KEY,
    name           text NOT NULL CHECK (name <> ''),
    uniqueness_key text COLLATE "C" UNIQUE CHECK (length(uniqueness_key) BETWEEN 1 AND 128),
    terms          jsonb NOT NULL CHECK (jsonb_typeof(terms) = 'object'),
    created_at     timestamptz NOT NULL,
    archived_at    timestamptz
);

CREATE FUNCTION a_package_is_only_archived() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.archived_at IS NOT NULL
        OR (NEW.id, NEW.name, NEW.uniqueness_key, NEW.terms, NEW.created_at)
            IS DISTINCT FROM (OLD.id, OLD.name, OLD.uniqueness_key, OLD.terms, OLD.created_at) THEN
        RAISE EXCEPTION 'package % is never changed: it is archived, once', OLD.id;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER package_is_only_archived BEFORE UPDATE OR DELETE ON package
    FOR EACH ROW EXECUTE FUNCTION a_package_is_only_archived();

-- A row is a boundary: from it on until the next one of the same alias, the alias is its package's, or nobody's. So an alias
-- belongs to one package at a time, whatever is written.
CREATE TABLE package_alias (
    alias       text COLLATE "C" NOT NULL CHECK (alias <> ''),
    starting_at timestamptz NOT NULL,
    package_id  uuid REFERENCES package,
    PRIMARY KEY (alias, starting_at)
);
CREATE INDEX package_alias_of_package ON package_alias (package_id) WHERE package_id IS NOT NULL;
