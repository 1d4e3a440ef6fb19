"""Cloud-neutral contracts by concept, and one adapter a cloud behind each."""
