"""Python sources that run in pods next to a database, shipped as text; nothing here imports them."""
