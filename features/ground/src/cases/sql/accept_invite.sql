UPDATE case_invite
   SET accepted_by = $4, accepted_name = $5, accepted_at = $6
 WHERE region = $1 AND case_id = $2 AND id = $3 AND accepted_by IS NULL AND revoked_at IS NULL AND expires_at > $6
