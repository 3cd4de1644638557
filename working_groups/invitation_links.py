"""Links of invitations: the same in every mail about one invitation, stored nowhere.

The token is a keyed hash of the invitation's key under the secret of the site. The database holds its digest only, by
which a visitor's link is found.
"""

from django.utils.crypto import salted_hmac

from people.tokens import token_digest
from working_groups.models import Invitation

SALT = "working_groups.invitation"


def token_of(invitation: Invitation) -> str:
    """The token of an invitation, 64 hexadecimal digits."""
    return salted_hmac(SALT, str(invitation.pk), algorithm="sha256").hexdigest()


def digest_of(invitation: Invitation) -> str:
    """What is stored of it."""
    return token_digest(token_of(invitation))
