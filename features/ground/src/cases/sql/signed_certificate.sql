SELECT signed FROM certificate WHERE region = $1 AND number = $2
