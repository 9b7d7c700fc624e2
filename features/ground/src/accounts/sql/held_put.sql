INSERT INTO held_form (region, person, path, sealed, held_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (region, person, path) DO UPDATE
   SET sealed = excluded.sealed, held_at = excluded.held_at
