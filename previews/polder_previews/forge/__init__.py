"""Puts a preview under a pull or merge request, and keeps it up to date there. Standard library only.

The job that may write to pull requests so installs nothing: `python3 -m polder_previews.forge` runs from a checkout.
"""
