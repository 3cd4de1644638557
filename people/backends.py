"""Who can sign in: by e-mail address, and only those who may (``User.may_sign_in``)."""

from allauth.account.auth_backends import AuthenticationBackend

from people.models import User


class EmailBackend(AuthenticationBackend):
    """The only authentication backend. It is also asked at every request of an open session."""

    def user_can_authenticate(self, user: User) -> bool:
        return user.may_sign_in
