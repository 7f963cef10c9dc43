"""Records in: registry files and portal pages enter, `TrialRecord`s and findings leave."""
