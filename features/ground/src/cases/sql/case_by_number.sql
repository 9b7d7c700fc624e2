SELECT id FROM case_file WHERE region = $1 AND number = $2
