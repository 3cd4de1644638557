"""Pages of documents for their readers."""
