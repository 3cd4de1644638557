"""Evaluation: what was measured and what it says, risks, the project, and the housing pilot."""
