"""Reading English and Chinese: from letters to clauses of known concepts."""
