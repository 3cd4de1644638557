"""The action plan, the evaluation and the pilot of the demonstration."""
