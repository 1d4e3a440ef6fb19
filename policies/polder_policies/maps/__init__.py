"""The flows of an environment as pictures and as data: what moves where, what crosses a border, and what the rules say."""
