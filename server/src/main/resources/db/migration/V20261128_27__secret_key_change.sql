-- Owner: app. A change of the secret key: key_id is the key in force from its begin on, and this is the one that some
-- secrets are still sealed with. Null when none is.
ALTER TABLE secret_key_check ADD COLUMN previous_key_id text;
