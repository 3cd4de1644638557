"""The desk of versions: screens in the administration where editors freeze, approve and publish."""
