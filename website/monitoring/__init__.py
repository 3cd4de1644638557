"""What happened in a monitoring period of a funded project, gathered from all apps, and the files made of it."""
