"""The desk of working groups in the administration: founding, seats, states."""
