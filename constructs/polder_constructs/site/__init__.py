"""A site as a whole: the concepts of one cloud wired together, its provider and its state."""
