DELETE FROM webhook WHERE region = $1 AND id = $2
