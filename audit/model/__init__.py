"""The record types: facts, rules and the report."""
