SELECT region, playbook, version, digest, from_on, until_on, published_by, published_at
FROM playbook_version
WHERE from_on <= $1 AND (until_on IS NULL OR until_on >= $1)
ORDER BY playbook, from_on, published_at
