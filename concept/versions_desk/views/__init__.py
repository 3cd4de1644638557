"""Screens of the desk of versions: prepare, confirm, seal; then approve, publish, open, withdraw, redact.

Every screen works without scripts. A view loads through ``visible_to``, declares its permission and
makes one action call; what goes wrong in the action is shown on the form, with everything typed kept.
"""
