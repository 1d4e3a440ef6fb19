"""What a pull request would change, said for the people who review it."""
