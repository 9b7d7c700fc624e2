INSERT INTO playbook_version
    (region, id, playbook, version, digest, files, published_at, published_by, office, from_on, until_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT DO NOTHING
