SELECT id, playbook, version, digest, based_on, from_on, reason, state, proposed_at, proposed_by, proposer, decided_at, decided_by, decider, decision
FROM playbook_proposal
WHERE region = $1
ORDER BY proposed_at DESC, id DESC
LIMIT 500
