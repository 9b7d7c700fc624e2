SELECT region, playbook, version, digest, from_on, until_on, published_by, published_at
FROM playbook_version
ORDER BY playbook, published_at DESC, region
