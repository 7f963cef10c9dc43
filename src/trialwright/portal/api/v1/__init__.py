"""Our own API, version 1: what a registry's API has not enters as questions; verdicts, reasons, findings and criteria leave."""
