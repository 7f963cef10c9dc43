"""What we know of a person: sheets enter, `PatientFacts` and findings leave."""
