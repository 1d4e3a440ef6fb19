"""What a stack costs a month before a plan is applied and after it, from dated prices: no account, no network."""
