"""Ideas from a CSV file: read with line numbers, checked row by row, written all or not at all."""
