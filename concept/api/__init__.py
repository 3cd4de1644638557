"""Read-only JSON of documents, versions and passages: ``/api/v1/``, described by ``openapi.json``."""
