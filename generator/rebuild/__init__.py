"""Rebuilding: what is stale is made, what somebody typed into is kept, everything is remembered.

    ledger + records → plan (each workbook with why it is stale) → fill → layout → bytes → journal → file → manifest

Each file is replaced whole, after the journal says so; the manifest comes last, so a run that is killed at any moment
is finished by the next one.
"""
