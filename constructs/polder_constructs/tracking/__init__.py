"""The MLflow tracking server, cloud-neutral: typed Kubernetes resources on any cluster."""
