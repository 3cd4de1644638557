"""Static files under hashed names, CSS imports and ES module imports included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed; imports between ES modules are rewritten to hashed names too."""

    support_js_module_import_aggregation = True
