"""Focus groups: what people in housing need said, kept without their names and led to the text."""
