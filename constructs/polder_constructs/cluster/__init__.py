"""The Kubernetes cluster of a site and its pools of nodes."""
