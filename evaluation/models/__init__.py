"""Tables, by what they belong to."""
