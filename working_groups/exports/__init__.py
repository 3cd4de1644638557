"""Writers of files of working groups; they need neither Django nor the database."""
