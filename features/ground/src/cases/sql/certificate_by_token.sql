SELECT region, number, case_id, evidence, digest, service, subject_name, subject_code, issued_at, valid_until, token,
       revoked_at, revoked_reason
  FROM certificate
 WHERE region = $1 AND token = $2
