"""Objects for tests, made by factory_boy. No surprises: what a test relies on it asks for."""
