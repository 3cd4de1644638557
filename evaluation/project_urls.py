"""Addresses of the project; the pages of its periods are in ``website.monitoring.urls``."""

from django.urls import path

from evaluation.views import monitoring, project, project_records

PROJECT = "projekt/<slug:project>/"
PERIOD = f"{PROJECT}obdobi/<int:number>/"

urlpatterns = [
    path(PROJECT, project.DeskView.as_view(), name="project-desk"),
    path(f"{PROJECT}castka/", project.TotalView.as_view(), name="project-total"),
    path(f"{PROJECT}aktivity/nova/", project.ActivityNewView.as_view(), name="activity-new"),
    path(
        f"{PROJECT}aktivity/<slug:code>/", project.ActivityEditView.as_view(), name="activity-edit"
    ),
    path(
        f"{PROJECT}aktivity/<slug:code>/milniky/novy/",
        project.MilestoneNewView.as_view(),
        name="milestone-new",
    ),
    path(f"{PROJECT}milniky/<int:pk>/", project.MilestoneEditView.as_view(), name="milestone-edit"),
    path(
        f"{PROJECT}milniky/<int:pk>/odebrat/",
        project.MilestoneRemoveView.as_view(),
        name="milestone-remove",
    ),
    path(f"{PROJECT}vydaje/novy/", project.SpendingNewView.as_view(), name="spending-new"),
    path(
        f"{PROJECT}vydaje/<int:number>/opravit/",
        project.SpendingCorrectView.as_view(),
        name="spending-correct",
    ),
    path(f"{PROJECT}zmeny/nova/", project_records.ChangeNewView.as_view(), name="change-new"),
    path(
        f"{PROJECT}zmeny/<int:number>/",
        project_records.ChangeEditView.as_view(),
        name="change-edit",
    ),
    path(
        f"{PROJECT}zmeny/<int:number>/odpoved/",
        project_records.ChangeAnswerView.as_view(),
        name="change-answer",
    ),
    path(
        f"{PROJECT}publicita/nova/",
        project_records.PublicityNewView.as_view(),
        name="publicity-new",
    ),
    path(
        f"{PROJECT}publicita/<int:pk>/",
        project_records.PublicityEditView.as_view(),
        name="publicity-edit",
    ),
    path(
        f"{PROJECT}publicita/<int:pk>/odebrat/",
        project_records.PublicityRemoveView.as_view(),
        name="publicity-remove",
    ),
    path(
        f"{PROJECT}publicita/<int:pk>/soubor/",
        project_records.PublicityFileView.as_view(),
        name="publicity-file",
    ),
    path(f"{PROJECT}vystupy/novy/", project_records.OutputNewView.as_view(), name="output-new"),
    path(
        f"{PROJECT}vystupy/<int:pk>/", project_records.OutputEditView.as_view(), name="output-edit"
    ),
    path(
        f"{PROJECT}vystupy/<int:pk>/odebrat/",
        project_records.OutputRemoveView.as_view(),
        name="output-remove",
    ),
    path(f"{PROJECT}obdobi/nove/", monitoring.PeriodNewView.as_view(), name="monitoring-new"),
    path(f"{PERIOD}upravit/", monitoring.PeriodEditView.as_view(), name="monitoring-edit"),
    path(
        f"{PERIOD}podporene-osoby/",
        monitoring.ParticipantsView.as_view(),
        name="monitoring-participants",
    ),
    path(
        f"{PERIOD}podporene-osoby/<int:pk>/schvalit/",
        monitoring.ParticipantsApproveView.as_view(),
        name="monitoring-participants-approve",
    ),
    path(f"{PERIOD}aktivity/<slug:code>/", monitoring.NoteView.as_view(), name="monitoring-note"),
]
