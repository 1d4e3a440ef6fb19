"""Rehearsal: real Terraform runs what was synthesized, offline, on stand-ins for the providers."""
