"""What indicators offer to other parts: what waits for whoever measures, figures in texts, data for programs."""

from core import api, extension
from evaluation import indicator_figures
from evaluation.api import DESCRIPTION_FILE
from evaluation.queries import entry


def register() -> None:
    """Called from ``AppConfig.ready``."""
    extension.add_waiting("indicators", entry.waiting_for)
    indicator_figures.register()
    api.add_description(DESCRIPTION_FILE)
