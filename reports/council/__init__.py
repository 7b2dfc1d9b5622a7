"""The report for a council: what came in from one region in one period, and what became of it."""
