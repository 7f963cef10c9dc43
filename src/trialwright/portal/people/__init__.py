"""Who uses the portal: accounts, passwords, sessions, roles, and what keeps others from taking them."""
