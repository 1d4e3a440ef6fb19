"""Where data moves: the graph of everything that an environment declares, and of what follows from it."""
