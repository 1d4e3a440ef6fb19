"""The policy of environments as guardrails in the clouds, which hold where somebody works past Polder.

Nothing here asks a cloud for anything; each cloud's own tools take the files. See docs/guardrails.md.
"""
