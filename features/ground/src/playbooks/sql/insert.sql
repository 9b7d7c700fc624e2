INSERT INTO playbook_version
    (region, playbook, version, digest, files, from_on, until_on, published_by, published_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
