SELECT o.region, o.case_id, o.id, o.step, o.asking, o.agency, o.person, o.question, o.due_on, o.asked_at, o.state, o.answer, o.ended_at,
       f.file_name
  FROM case_opinion o
  LEFT JOIN case_opinion_file f ON f.region = o.region AND f.case_id = o.case_id AND f.opinion_id = o.id
 WHERE o.region = $1 AND o.case_id = $2 AND o.id = $3
