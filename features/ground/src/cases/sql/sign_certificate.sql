UPDATE certificate SET signed = $3 WHERE region = $1 AND number = $2
