"""Free text to criteria: an eligibility text enters, its criteria by stage and our remarks leave; the modules are the passes."""
