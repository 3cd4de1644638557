"""Who can sign in: by e-mail address, active accounts, demonstration accounts only on a loopback
address.
"""

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings


class EmailBackend(AuthenticationBackend):
    """The only authentication backend. It is also asked at every request of an open session
    (``get_user``).
    """

    def user_can_authenticate(self, user) -> bool:
        if user.is_demo and not settings.DEMO_ACCOUNTS_ALLOWED:
            return False
        return super().user_can_authenticate(user)
