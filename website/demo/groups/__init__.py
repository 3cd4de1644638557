"""Working groups of the demonstration: who sits in them, their meetings, minutes, conclusions and tasks."""
