"""Stacks of a site, their state, and the command line."""
