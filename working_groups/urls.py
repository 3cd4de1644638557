"""Public addresses of working groups."""

from django.urls import path, re_path

from working_groups import decision_feeds, feeds
from working_groups.views import (
    agenda,
    attendance,
    calendars,
    decisions,
    groups,
    invitations,
    meeting_planning,
    meetings,
    minutes,
    minutes_steps,
    minutes_writing,
    outputs,
    procedures,
    tasks,
)

app_name = "working_groups"

urlpatterns = [
    path("skupiny/", groups.group_list, name="group-list"),
    path("skupiny/<slug:group>/", groups.group_detail, name="group-detail"),
    # calendars
    path("skupiny/<slug:group>/jednani.ics", calendars.group_calendar, name="group-calendar"),
    path("kalendar/", calendars.calendar_address, name="calendar-address"),
    path("kalendar/<str:token>.ics", calendars.personal_calendar, name="personal-calendar"),
    # meetings of a group
    path("skupiny/<slug:group>/jednani/", meetings.MeetingListView.as_view(), name="meeting-list"),
    path(
        "skupiny/<slug:group>/jednani/nove/",
        meeting_planning.PlanView.as_view(),
        name="meeting-plan",
    ),
    path(
        "skupiny/<slug:group>/jednani/doplnit/",
        meeting_planning.BackfillView.as_view(),
        name="meeting-backfill",
    ),
    # one meeting
    path("jednani/<slug:ref>/", meetings.MeetingDetailView.as_view(), name="meeting-detail"),
    path("jednani/<slug:ref>/krok/", meetings.MeetingStepView.as_view(), name="meeting-step"),
    path("jednani/<slug:ref>/upravit/", meeting_planning.EditView.as_view(), name="meeting-edit"),
    path("jednani/<slug:ref>/presunout/", meeting_planning.MoveView.as_view(), name="meeting-move"),
    path(
        "jednani/<slug:ref>/zrusit/", meeting_planning.CancelView.as_view(), name="meeting-cancel"
    ),
    path("jednani/<slug:ref>/konalo-se/", meeting_planning.HoldView.as_view(), name="meeting-hold"),
    path(
        "jednani/<slug:ref>/podklady/<int:pk>/",
        meetings.PaperFileView.as_view(),
        name="paper-file",
    ),
    re_path(
        r"^jednani/(?P<ref>[-\w]+)/pozvanka\.(?P<kind>docx|pdf)$",
        meetings.InvitationFileView.as_view(),
        name="invitation-file",
    ),
    path(
        "jednani/<slug:ref>/prezencni-listina.pdf",
        meetings.SheetFileView.as_view(),
        name="sheet-file",
    ),
    # its agenda
    path("jednani/<slug:ref>/body/novy/", agenda.ItemAddView.as_view(), name="item-add"),
    path(
        "jednani/<slug:ref>/body/<int:pk>/upravit/", agenda.ItemEditView.as_view(), name="item-edit"
    ),
    path(
        "jednani/<slug:ref>/body/<int:pk>/podklad/", agenda.PaperAddView.as_view(), name="paper-add"
    ),
    path(
        "jednani/<slug:ref>/body/<int:pk>/vysledek/",
        agenda.ResultView.as_view(),
        name="item-result",
    ),
    path(
        "jednani/<slug:ref>/body/<int:pk>/nezaradit/",
        agenda.RefuseView.as_view(),
        name="item-refuse",
    ),
    path("jednani/<slug:ref>/body/<int:pk>/krok/", agenda.ItemStepView.as_view(), name="item-step"),
    path("jednani/<slug:ref>/navrhnout/", agenda.ProposeView.as_view(), name="item-propose"),
    path("jednani/<slug:ref>/prevzit/", agenda.CarryView.as_view(), name="item-carry"),
    # invitations to it
    path(
        "jednani/<slug:ref>/pozvanky/",
        invitations.InvitationsView.as_view(),
        name="invitation-list",
    ),
    path("jednani/<slug:ref>/pozvanky/host/", invitations.GuestView.as_view(), name="guest-invite"),
    path(
        "jednani/<slug:ref>/pozvanky/<int:pk>/adresa/",
        invitations.AddressView.as_view(),
        name="invitation-again",
    ),
    path(
        "jednani/<slug:ref>/pozvanky/<int:pk>/zrusit/",
        invitations.TakeBackView.as_view(),
        name="invitation-take-back",
    ),
    path("jednani/<slug:ref>/odpoved/", invitations.OwnAnswerView.as_view(), name="invitation-own"),
    path(
        "pozvanka/<slug:token>/", invitations.AnswerByLinkView.as_view(), name="invitation-answer"
    ),
    # who attended it
    path("jednani/<slug:ref>/ucast/", attendance.SheetView.as_view(), name="attendance-sheet"),
    path("jednani/<slug:ref>/ucast/host/", attendance.GuestView.as_view(), name="attendance-guest"),
    path(
        "jednani/<slug:ref>/ucast/moje/",
        attendance.OwnAttendanceView.as_view(),
        name="attendance-own",
    ),
    path(
        "jednani/<slug:ref>/ucast/<int:pk>/",
        attendance.PresenceView.as_view(),
        name="attendance-edit",
    ),
    path(
        "jednani/<slug:ref>/ucast/<int:pk>/nahradnik/",
        attendance.SubstituteView.as_view(),
        name="attendance-substitute",
    ),
    path("jednani/<slug:ref>/ucast/skeny/", attendance.ScansView.as_view(), name="scan-keep"),
    path("jednani/<slug:ref>/ucast/skeny/<int:pk>/", attendance.ScanView.as_view(), name="scan"),
    # what came out of it
    path("jednani/<slug:ref>/vystupy/novy/", outputs.OutputAddView.as_view(), name="output-add"),
    path(
        "jednani/<slug:ref>/vystupy/prevzit/",
        outputs.OutputCarryView.as_view(),
        name="output-carry",
    ),
    path(
        "jednani/<slug:ref>/vystupy/<int:pk>/", outputs.OutputView.as_view(), name="output-detail"
    ),
    path(
        "jednani/<slug:ref>/vystupy/<int:pk>/soubor/",
        outputs.OutputFileView.as_view(),
        name="output-file",
    ),
    path(
        "jednani/<slug:ref>/vystupy/<int:pk>/upravit/",
        outputs.OutputEditView.as_view(),
        name="output-edit",
    ),
    path(
        "jednani/<slug:ref>/vystupy/<int:pk>/odstranit/",
        outputs.OutputEraseView.as_view(),
        name="output-erase",
    ),
    path(
        "jednani/<slug:ref>/vystupy/<int:pk>/temata/<int:theme>/",
        outputs.ThemeSectionView.as_view(),
        name="theme-section",
    ),
    # minutes
    path("feeds/zapisy.atom", feeds.MinutesFeed(), name="minutes-feed"),
    path("jednani/<slug:ref>/zapis/", minutes.MinutesView.as_view(), name="minutes"),
    path(
        "jednani/<slug:ref>/zapis/zalozit/",
        minutes_writing.BeginView.as_view(),
        name="minutes-begin",
    ),
    path(
        "jednani/<slug:ref>/zapis/psat/", minutes_writing.WriteView.as_view(), name="minutes-write"
    ),
    path(
        "jednani/<slug:ref>/zapis/osoby/",
        minutes_writing.PeopleView.as_view(),
        name="minutes-people",
    ),
    path(
        "jednani/<slug:ref>/zapis/rozeslat/",
        minutes_steps.CirculateView.as_view(),
        name="minutes-circulate",
    ),
    path(
        "jednani/<slug:ref>/zapis/overit/",
        minutes_steps.ConfirmView.as_view(),
        name="minutes-confirm",
    ),
    path(
        "jednani/<slug:ref>/zapis/schvalit/",
        minutes_steps.ApproveView.as_view(),
        name="minutes-approve",
    ),
    path(
        "jednani/<slug:ref>/zapis/zverejnit/",
        minutes_steps.PublishView.as_view(),
        name="minutes-publish",
    ),
    path(
        "jednani/<slug:ref>/zapis/opravit/",
        minutes_steps.CorrectView.as_view(),
        name="minutes-correct",
    ),
    path(
        "jednani/<slug:ref>/zapis/odstranit-udaje/",
        minutes_steps.RemoveView.as_view(),
        name="minutes-remove",
    ),
    path(
        "jednani/<slug:ref>/zapis/pripominky/<int:number>/",
        minutes.ObjectionView.as_view(),
        name="minutes-objection",
    ),
    path(
        "jednani/<slug:ref>/zapis/verze/",
        minutes.VersionListView.as_view(),
        name="minutes-versions",
    ),
    path(
        "jednani/<slug:ref>/zapis/verze/<int:number>/",
        minutes.VersionView.as_view(),
        name="minutes-version",
    ),
    re_path(
        r"^jednani/(?P<ref>[-\w]+)/zapis/verze/(?P<number>\d{1,6})/zapis\.(?P<kind>docx|pdf|json)$",
        minutes.FileView.as_view(),
        name="minutes-file",
    ),
    # conclusions, tasks, votes in writing
    path("zavery/", decisions.decision_list, name="decision-list"),
    path("feeds/zavery.atom", decision_feeds.DecisionFeed(), name="decision-feed"),
    path("zavery/<str:reference>/", decisions.decision_detail, name="decision-detail"),
    path("zavery/<str:reference>/upravit/", decisions.DecisionEdit.as_view(), name="decision-edit"),
    path("zavery/<str:reference>/konec/", decisions.DecisionEnd.as_view(), name="decision-end"),
    path("zavery/<str:reference>/ukol/", decisions.DecisionTask.as_view(), name="decision-task"),
    path(
        "zavery/<str:reference>/zmena/", decisions.DecisionChange.as_view(), name="decision-change"
    ),
    path("skupiny/<slug:group>/ukoly/", tasks.group_tasks, name="group-tasks"),
    path("skupiny/<slug:group>/ukoly/novy/", tasks.GroupTaskNew.as_view(), name="group-task-new"),
    path("ukoly/<str:reference>/", tasks.task_detail, name="task-detail"),
    path("ukoly/<str:reference>/zahajit/", tasks.task_begin, name="task-begin"),
    path("ukoly/<str:reference>/hlaseni/", tasks.TaskReport.as_view(), name="task-report"),
    path("ukoly/<str:reference>/kontrola/", tasks.TaskCheck.as_view(), name="task-check"),
    path("ukoly/<str:reference>/termin/", tasks.TaskDue.as_view(), name="task-due"),
    path("ukoly/<str:reference>/zrusit/", tasks.TaskCancel.as_view(), name="task-cancel"),
    path("ukoly/<str:reference>/predat/", tasks.TaskHandOver.as_view(), name="task-hand-over"),
    path(
        "skupiny/<slug:group>/hlasovani/nove/",
        procedures.ProcedureNew.as_view(),
        name="procedure-new",
    ),
    path(
        "skupiny/<slug:group>/predani/", procedures.GroupTransfer.as_view(), name="group-transfer"
    ),
    path("hlasovani/<str:reference>/", procedures.procedure_detail, name="procedure-detail"),
    path(
        "hlasovani/<str:reference>/hlas/", procedures.ProcedureVote.as_view(), name="procedure-vote"
    ),
    path(
        "hlasovani/<str:reference>/zapsat/",
        procedures.ProcedureEnter.as_view(),
        name="procedure-enter",
    ),
    path(
        "hlasovani/<str:reference>/uzavrit/",
        procedures.ProcedureClose.as_view(),
        name="procedure-close",
    ),
    path(
        "hlasovani/<str:reference>/zrusit/",
        procedures.ProcedureCancel.as_view(),
        name="procedure-cancel",
    ),
]
