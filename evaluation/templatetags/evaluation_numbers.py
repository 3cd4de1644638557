"""Numbers of evaluation in templates."""

from django import template

from evaluation.crowns import crowns

register = template.Library()
register.filter("crowns", crowns)
