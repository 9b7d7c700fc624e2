SELECT seq, clock, kind, happened_at, happened_on, cause, stop, days, expected_on, reason, office, due_on
  FROM case_clock_event
 WHERE region = $1 AND case_id = $2
 ORDER BY seq
