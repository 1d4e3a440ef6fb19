"""Checks of Polder's own for checkov, which `.checkov.yaml` names; they need checkov and nothing of Polder."""
