"""What a table looks like to others: pure functions of a `TableSpec`, each for one format, none knowing another."""
