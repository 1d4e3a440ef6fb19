"""Least-privilege identities of what runs on the cluster, bound to Kubernetes service accounts without keys."""
