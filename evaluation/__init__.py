"""Evaluation: what was measured and what it says; the housing pilot. So far its rules, pure, without tables or pages."""
