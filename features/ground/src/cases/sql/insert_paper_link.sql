INSERT INTO case_paper_link (region, case_id, material_id, sha256, content_case, content_id)
SELECT m.region, $4, $5, m.sha256, COALESCE(l.content_case, m.case_id), COALESCE(l.content_id, m.id)
  FROM case_material m
  LEFT JOIN case_paper_link l ON l.region = m.region AND l.case_id = m.case_id AND l.material_id = m.id
 WHERE m.region = $1 AND m.case_id = $2 AND m.id = $3
