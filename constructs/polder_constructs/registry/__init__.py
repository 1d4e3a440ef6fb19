"""The container registry of a site."""
