"""Who may know of joint meetings: one circle for each combination of groups, kept in step with their members."""

from collections.abc import Sequence

from people.models import Audience, AudienceMember
from working_groups.models import Group, JointAudience


def audience_of(groups: Sequence[Group]) -> Audience:
    """The circle that may know of what the groups do together; of one group its own. Made when there is none yet.

    Call it inside a transaction that has locked the groups.
    """
    if len(groups) == 1:
        return groups[0].audience
    ordered = sorted(groups, key=lambda group: group.pk)
    key = "-".join(str(group.pk) for group in ordered)
    found = JointAudience.objects.select_related("audience").filter(key=key).first()
    if found is not None:
        return found.audience
    codes = " + ".join(group.code for group in ordered)
    joint = JointAudience.objects.create(
        key=key, audience=Audience.objects.create(name=f"Skupiny {codes}"[:200])
    )
    joint.groups.set(ordered)
    members = AudienceMember.objects.filter(audience__in=[group.audience_id for group in ordered])
    AudienceMember.objects.bulk_create(
        AudienceMember(
            audience=joint.audience,
            user_id=user,
            valid_from=valid_from,
            valid_to=valid_to,
        )
        for user, valid_from, valid_to in members.values_list("user", "valid_from", "valid_to")
    )
    return joint.audience


def circles_of(group: Group) -> list[int]:
    """Primary keys of the audiences a member of the group belongs to: the group's own and the joint ones."""
    joint = JointAudience.objects.filter(groups=group).values_list("audience", flat=True)
    return [group.audience_id, *joint]
