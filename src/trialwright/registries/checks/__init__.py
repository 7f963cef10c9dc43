"""The consistency checks of a record, a module a subject: a `View` enters each check, findings leave."""
