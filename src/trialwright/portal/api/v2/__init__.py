"""The API of ClinicalTrials.gov, version 2, over the shelf: its parameters enter, its studies leave; clients need no change."""
