SELECT m.file_name, m.content_type, c.content
  FROM case_material m
  LEFT JOIN case_paper_link l ON l.region = m.region AND l.case_id = m.case_id AND l.material_id = m.id
  JOIN case_content c
    ON c.region = m.region AND c.case_id = COALESCE(l.content_case, m.case_id) AND c.material_id = COALESCE(l.content_id, m.id)
 WHERE m.region = $1 AND m.case_id = $2 AND m.id = $3 AND m.removed_at IS NULL
