"""What pages show, as plain values: a record, a protocol and a day enter, frozen views leave; templates only lay them out."""
