"""The shelf: records from everywhere enter one local folder; trials with their versions, numbers and protocols leave."""
