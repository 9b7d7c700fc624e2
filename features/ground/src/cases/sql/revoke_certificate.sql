UPDATE certificate SET revoked_at = $3, revoked_reason = $4
 WHERE region = $1 AND number = $2 AND revoked_at IS NULL
