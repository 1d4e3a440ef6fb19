"""What a change does to what stands deployed: plans of all stacks, and the same plans applied."""
