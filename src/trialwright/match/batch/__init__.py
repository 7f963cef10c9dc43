"""Many patients against many trials: protocols and patients enter, the reference's verdicts leave, each question answered once.

`program` takes trials apart into distinct questions, `columns` answers them for each patient by the reference matcher, `planes`
joins the answers of all patients at once, and `cohort` reads the verdicts off.
"""
