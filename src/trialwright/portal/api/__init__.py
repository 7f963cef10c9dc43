"""What programs ask: requests under `/api/` enter, documents leave, or a problem that names its mend."""
