"""Managed PostgreSQL of a site, reached privately and logged in to without a stored password."""
