"""Holds what the warehouse says against the truth of a test delivery; the truth is never an input to the product."""
