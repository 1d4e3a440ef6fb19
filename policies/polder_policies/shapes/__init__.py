"""Shapes that many rules share: data that leaves a territory, data that lies somewhere without a proof."""
