SELECT region, id, playbook, version, digest, published_at, published_by, office, from_on, until_on
FROM playbook_version
WHERE region = $1 AND digest = $2
