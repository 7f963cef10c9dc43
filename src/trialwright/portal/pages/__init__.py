"""The pages of the portal, one module each: a request enters, a page leaves."""
