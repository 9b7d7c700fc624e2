UPDATE certificate SET revoked_at = $3, revoked_reason = $4
 WHERE region = $1 AND case_id = $2 AND revoked_at IS NULL
