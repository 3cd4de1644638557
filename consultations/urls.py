"""Public addresses of consultations. Fixed words below ``/konzultace/`` come before the rounds."""

from django.urls import path

from consultations import feeds
from consultations.views import (
    answers,
    assigned,
    at_meeting,
    changed_conclusions,
    commenting,
    discussion,
    focus_recommendations,
    moderation,
    paper,
    publication,
    reports,
    rounds,
    statements,
)

app_name = "consultations"

ROUND = "konzultace/<slug:round>/"
COMMENT = "pripominky/<slug:reference>/"
POINTS = "jednani/<slug:ref>/body/<int:pk>/vyporadani/"

urlpatterns = [
    path("konzultace/", rounds.round_list, name="round-list"),
    path("feeds/kola.atom", feeds.RoundFeed(), name="round-feed"),
    path("feeds/pripominky.atom", feeds.CommentFeed(), name="comment-feed"),
    path("feeds/vyporadani.atom", feeds.AnswerFeed(), name="answer-feed"),
    path("konzultace/kontrola/", moderation.moderation_figures, name="moderation-figures"),
    path("konzultace/ucast/", reports.participation, name="participation"),
    path("konzultace/pridelene/", assigned.AssignedList.as_view(), name="assigned-list"),
    path(ROUND, rounds.round_detail, name="round-detail"),
    path(f"{ROUND}pecet/", rounds.round_seal, name="round-seal"),
    path(f"{ROUND}pecet/pecet.json", rounds.round_seal_file, name="round-seal-file"),
    path(f"{ROUND}vyporadani/", publication.settlement_table, name="settlement-table"),
    path(
        f"{ROUND}vyporadani/stahnout/<slug:file_format>/",
        publication.settlement_download,
        name="settlement-download",
    ),
    path(f"{ROUND}formular/", paper.form_print, name="form-print"),
    path(f"{ROUND}formular/tabulka.xlsx", paper.form_sheet, name="form-sheet"),
    path(
        "pripominky/<slug:reference>/nesouhlas/",
        moderation.CommentObjection.as_view(),
        name="comment-objection",
    ),
    path(f"{ROUND}zprava/", reports.round_report, name="round-report"),
    path(f"{ROUND}ucast/", reports.round_participation, name="round-participation"),
    path(f"{ROUND}nalozeni/", answers.AnswersOwn.as_view(), name="answers-own"),
    path("pripominky/<slug:reference>/", publication.comment_detail, name="comment-detail"),
    # writing and sending
    path(f"{ROUND}napsat/", commenting.CommentNew.as_view(), name="comment-new"),
    path(f"{ROUND}moje/", statements.StatementOwn.as_view(), name="statement-own"),
    path(f"{ROUND}moje/<int:comment>/", commenting.CommentEdit.as_view(), name="comment-edit"),
    path(
        f"{ROUND}moje/<int:comment>/smazat/",
        commenting.CommentDelete.as_view(),
        name="comment-delete",
    ),
    path(f"{ROUND}odeslat/", statements.StatementSend.as_view(), name="statement-send"),
    path(
        f"{ROUND}podano/<int:number>/",
        statements.StatementReceipt.as_view(),
        name="statement-receipt",
    ),
    path(
        f"{ROUND}podano/<int:number>/potvrzeni.txt",
        statements.StatementReceipt.as_view(as_file=True),
        name="statement-receipt-file",
    ),
    path(
        f"{ROUND}podano/<int:number>/vzit-zpet/",
        statements.StatementWithdraw.as_view(),
        name="statement-withdraw",
    ),
    path(f"{ROUND}k-textu/", discussion.section_comments, name="section-comments"),
    path(f"{ROUND}zverejneni-jmena/", statements.ConsentChange.as_view(), name="consent-change"),
    path(f"{COMMENT}odpovedet/", discussion.ReplyAdd.as_view(), name="reply-add"),
    path(
        f"{COMMENT}odpovedi/<int:reply>/smazat/",
        discussion.ReplyDelete.as_view(),
        name="reply-delete",
    ),
    path(f"{COMMENT}podporit/", discussion.CommentSupport.as_view(), name="comment-support"),
    path(f"{COMMENT}vzit-zpet/", discussion.CommentWithdraw.as_view(), name="comment-withdraw"),
    path(f"{COMMENT}osobni-pripad/", discussion.CommentPersonal.as_view(), name="comment-personal"),
    path(f"{COMMENT}navrh/", assigned.SettlementPropose.as_view(), name="settlement-propose"),
    # settled at a meeting of working groups
    path(POINTS, at_meeting.PointsView.as_view(), name="meeting-points"),
    path(f"{POINTS}en-bloc/", at_meeting.EnBlocView.as_view(), name="meeting-en-bloc"),
    path(f"{POINTS}<int:number>/", at_meeting.SinglyView.as_view(), name="meeting-point"),
    path(
        "zavery/<str:reference>/pripominky/",
        changed_conclusions.ConclusionCheckView.as_view(),
        name="conclusion-check",
    ),
    path("priloha/<int:pk>/", discussion.attachment, name="attachment"),
    path(
        "fokusni-skupiny/<slug:series>/doporuceni/<int:number>/do-kola/",
        focus_recommendations.RecommendationSendView.as_view(),
        name="recommendation-send",
    ),
]
