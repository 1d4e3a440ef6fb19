"""What makes accelerators schedulable where the cloud does not do so itself."""
