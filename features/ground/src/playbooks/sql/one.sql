SELECT region, playbook, version, digest, from_on, until_on, published_by, published_at
FROM playbook_version
WHERE region = $1 AND playbook = $2 AND version = $3
