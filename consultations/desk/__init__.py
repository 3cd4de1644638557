"""The desk of consultations, below the administration."""
