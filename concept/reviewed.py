"""What happens when a review ends well. Imports nothing: Wagtail reads it while its models load."""

from typing import Any


def release(workflow_state: Any, user: Any = None) -> None:
    """Release what was approved (``WAGTAIL_FINISH_WORKFLOW_ACTION``).

    Reviewers may release what they review and nothing else; Wagtail's own function asks them for
    the right to release any page.
    """
    revision = workflow_state.content_object.get_latest_revision()
    revision.publish(user=user, skip_permission_checks=True)
