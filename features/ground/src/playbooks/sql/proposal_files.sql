SELECT files
FROM playbook_proposal
WHERE region = $1 AND id = $2
