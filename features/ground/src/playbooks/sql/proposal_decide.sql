UPDATE playbook_proposal
SET state = $3, decided_at = $4, decided_by = $5, decider = $6, decision = $7
WHERE region = $1 AND id = $2 AND state = 'open'
