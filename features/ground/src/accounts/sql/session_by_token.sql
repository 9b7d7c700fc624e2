SELECT s.region, s.id, s.person, s.created_at, s.seen_at, s.expires_at, s.revoked_at,
       p.name, p.role, p.agency, p.enterprise, p.state
FROM session s
JOIN person p ON p.region = s.region AND p.id = s.person
WHERE s.token_hash = $1
