CREATE INDEX IF NOT EXISTS person_by_sign_in ON person (sign_in)
