SELECT region, case_id, id, to_code, to_name, parts, signs, invited_by, invited_at, expires_at, accepted_by, accepted_name,
       accepted_at, signed_name, done_at, revoked_at
  FROM case_invite
 WHERE region = $1 AND case_id = $2
 ORDER BY id
