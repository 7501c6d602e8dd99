"""Programs that make the data files of scorers. Never run to score."""
