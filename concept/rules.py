"""Who may do what with documents and versions."""

import rules

from core.permissions import define
from people.enums import STAFF_ROLES, Role
from people.rules import has_role


@rules.predicate
def is_second_person(user, step) -> bool:
    """Somebody else than the person who proposed the publication."""
    return step is not None and step.by_id != user.pk


@rules.predicate
def may_see_version(user, version) -> bool:
    """The version's record is visible to the user."""
    return (
        version is not None
        and type(version).objects.visible_to(user).filter(pk=version.pk).exists()
    )


is_editor = has_role(Role.EDITOR)
is_chair = has_role(Role.CHAIR)

define("concept.view_versions_desk", has_role(*STAFF_ROLES))
# Views load versions by ``visible_to``; this is the same rule asked of one version, by name.
define("concept.view_version", may_see_version)
define("concept.freeze_version", is_editor)
define("concept.record_step", is_editor)
define("concept.propose_publication", is_editor)
define("concept.agree_publication", (is_editor | is_chair) & is_second_person)
define("concept.cancel_publication", is_editor | is_chair)
define("concept.set_access", is_editor)
define("concept.redact_passage", is_editor)
define("concept.correct_lineage", is_editor)
define("concept.record_source", is_editor)
define("concept.review_changes", is_editor)
define("concept.decide_link", is_editor)
define("concept.propose_link", has_role(Role.EDITOR, Role.EVALUATOR))
define("concept.keep_measures", is_editor)
