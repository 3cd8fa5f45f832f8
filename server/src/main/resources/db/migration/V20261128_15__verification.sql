-- Owner: verification. It owns no table.

-- A number in a JSON text as it was frozen. NULL where the text has no such number, NaN where it cannot be read at all: half a
-- character, bytes that are no UTF-8, no JSON. A check that casts by itself ends with an error at the first such row, and says
-- nothing of all the others.
CREATE FUNCTION number_in_json(content bytea, field text) RETURNS numeric LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN (convert_from(content, 'UTF8')::jsonb ->> field)::numeric;
EXCEPTION WHEN data_exception THEN
    RETURN 'NaN';
END $$;
