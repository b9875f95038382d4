"""Figures and ratios about Cutdesk, printed beside their goals; nothing here asserts. ``python -m benchmarks``."""
