"""Evaluation: what was measured and what it says; the housing pilot. So far its rules only, pure, without tables."""
