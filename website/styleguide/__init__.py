"""Sample data of the style guide: every component and screen without a database."""

from website.styleguide.screens import SCREENS, components

__all__ = ["SCREENS", "components"]
