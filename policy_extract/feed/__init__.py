"""Feeds extracted tasks into tracking systems, again and again, without duplicates and without wiping out people's work.

    desired tasks → plan against the delivery ledger and the target's own index → dry run → apply → read back → journal

`selection` makes the desired tasks of a document, `planner` the plan, `engine` carries it out; one module a target system.
The wall clock is read in this room only for the journal; no decision hangs on it.
"""
