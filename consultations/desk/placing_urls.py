"""Addresses of the desk of places."""

from django.urls import path

from consultations.desk.placing import FollowAgainView, QueueView, VersionsView
from consultations.desk.placing_bulk import BulkView
from consultations.desk.placing_one import PlaceActView, PlaceView

VERSION = "umisteni/<int:version_pk>/"
PLACE = "umisteni/misto/<int:placement_pk>/"

urlpatterns = [
    path("umisteni/", VersionsView.as_view(), name="placement-versions"),
    path(VERSION, QueueView.as_view(), name="placement-list"),
    path(f"{VERSION}znovu/", FollowAgainView.as_view(), name="placement-follow"),
    path(f"{VERSION}hromadne/", BulkView.as_view(), name="placement-bulk"),
    path(PLACE, PlaceView.as_view(), name="placement-detail"),
    path(f"{PLACE}<slug:act>/", PlaceActView.as_view(), name="placement-act"),
]
