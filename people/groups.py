"""Wagtail knows only Django's groups: one group per role that works in the administration, kept in
step with roles.

Groups exist for Wagtail's page and image permissions alone; our own code asks
``core.permissions.allowed``. Apps above add what a role may do with their snippets by ``permit`` in
``AppConfig.ready``; everything is written by ``install`` after every ``migrate``, so that the
groups are right in any database.
"""

from collections import defaultdict
from datetime import datetime

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.db.models.signals import post_migrate
from django.utils import timezone
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
)

from people.enums import ADMIN_ROLES, Role
from people.models import User

# Names are data shown in Wagtail's workflow settings, hence Czech.
GROUP_NAMES = {
    Role.EDITOR: "Redaktoři",
    Role.SECRETARY: "Tajemníci skupin",
    Role.CHAIR: "Předsedové skupin",
    Role.EVALUATOR: "Evaluátoři",
    Role.PROJECT_MANAGER: "Vedoucí projektu",
    Role.DATA_PROTECTION_OFFICER: "Pověřenci pro ochranu osobních údajů",
    Role.ADMINISTRATOR: "Správci",
}
STOCK_GROUPS = (
    "Editors",
    "Moderators",
)  # made by Wagtail's first migration; nobody is ever in them
EDITOR_PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
EDITOR_COLLECTION_PERMISSIONS = (
    "wagtailimages.add_image",
    "wagtailimages.change_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.change_document",
    "wagtaildocs.choose_document",
)

_permitted: dict[Role, set[str]] = defaultdict(set)


def permit(role: Role, *names: str) -> None:
    """Let a role do something in Wagtail's administration, e.g. ``permit(Role.EDITOR,
    "concept.add_term")``.
    """
    _permitted[role].update(names)


def group_of(role: Role) -> Group:
    """The group of a role that works in the administration."""
    return Group.objects.get(name=GROUP_NAMES[role])


def put_into_groups(user: User, *, at: datetime) -> None:
    """Make the person's groups those of the roles held on the day of ``at``."""
    roles = user.roles_on(timezone.localdate(at)) & set(GROUP_NAMES)
    user.groups.set(Group.objects.filter(name__in=[GROUP_NAMES[Role(role)] for role in roles]))


def _permissions(names) -> list[Permission]:
    wanted = Q(pk__in=[])
    for name in names:
        app_label, codename = name.split(".")
        wanted |= Q(content_type__app_label=app_label, codename=codename)
    found = list(Permission.objects.filter(wanted).select_related("content_type"))
    missing = set(names) - {f"{p.content_type.app_label}.{p.codename}" for p in found}
    if missing:
        raise LookupError(f"Permissions that do not exist: {', '.join(sorted(missing))}")
    return found


def install() -> None:
    """Create the groups and give them what their roles may do in Wagtail. Idempotent."""
    for role in sorted(ADMIN_ROLES):
        group, _ = Group.objects.get_or_create(name=GROUP_NAMES[role])
        group.permissions.set(_permissions({"wagtailadmin.access_admin"} | _permitted[role]))
    editors = group_of(Role.EDITOR)
    Group.objects.filter(name__in=STOCK_GROUPS, user=None).delete()
    root = Page.objects.filter(depth=1).first()
    for permission in Permission.objects.filter(
        content_type__app_label="wagtailcore",
        content_type__model="page",
        codename__in=EDITOR_PAGE_PERMISSIONS,
    ):
        GroupPagePermission.objects.get_or_create(group=editors, page=root, permission=permission)
    collection = Collection.objects.filter(depth=1).first()
    for permission in _permissions(EDITOR_COLLECTION_PERMISSIONS):
        GroupCollectionPermission.objects.get_or_create(
            group=editors, collection=collection, permission=permission
        )


def _after_migrate(sender, **_kwargs) -> None:
    # Permissions appear app by app while this signal is sent, so the last app with models is waited
    # for.
    if sender == [config for config in apps.get_app_configs() if config.models_module][-1]:
        install()


def connect() -> None:
    """Keep groups in step with the code (called from ``PeopleConfig.ready``)."""
    post_migrate.connect(_after_migrate, dispatch_uid="people.groups")
