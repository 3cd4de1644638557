"""Account pages beside allauth's, below ``/ucet/``."""

from django.urls import path

from people import views

app_name = "people"
urlpatterns = [
    path("", views.AccountView.as_view(), name="account"),
    path("udaje/", views.ProfileView.as_view(), name="profile-edit"),
    path("oznameni/", views.NotificationsView.as_view(), name="notifications"),
    path("souhrn/<str:token>/", views.leave_digest, name="digest-leave"),
    # before allauth's own, which have the same addresses
    path("oidc/<str:provider_id>/login/", views.sign_in_elsewhere, name="provider-login"),
    path(
        "oidc/<str:provider_id>/login/callback/", views.back_from_elsewhere, name="provider-return"
    ),
    path("pozvanka/", views.AcceptInvitationView.as_view(), name="invitation-accept"),
    path("pozvanka/<str:token>/", views.open_invitation, name="invitation-open"),
]
