"""The environment file: its model, its loader, the dated facts, and what they resolve to."""
