"""What every screen of those who comment begins with: the round, the person, as whom they speak.

Somebody without an account has a code in the session; the database knows only its digest.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from consultations import queries
from consultations.enums import RespondentKind
from consultations.models import Respondent, Round
from consultations.queries import Voice
from consultations.queries import statements as written
from people.models import TokenHolder

CODES = "consultations_codes"
VOICES = "consultations_voices"
FRAGMENT_HEADER = "X-Fragment"


class _TokenCheck(CsrfViewMiddleware):
    """Django's own check, asked when and where we want its answer.

    From a page that sends no referrer browsers post with the origin "null". The form is then known by its token, whose
    cookie no other site's form brings along (SameSite), and by the browser's own word where it gives one.
    """

    def _origin_verified(self, request: HttpRequest) -> bool:
        if request.headers.get("Origin") == "null":
            return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        return super()._origin_verified(request)

    def _reject(self, request: HttpRequest, reason: str) -> str:
        return reason


def token_is_missing(request: HttpRequest) -> bool:
    """Whether a form came without a valid token: the session changed, or the form is from elsewhere.

    Screens where people write are exempt from the middleware, whose answer would throw away what was typed. They ask
    here instead, store nothing, and show the form again with a new token.
    """
    check = _TokenCheck(lambda _request: HttpResponse())
    check.process_request(request)
    return check.process_view(request, lambda _request: None, (), {}) is not None


# For screens on which people write: never kept, and every ``post`` of theirs asks ``token_is_missing``.
asks_for_token_itself = method_decorator(
    [csrf_exempt, never_cache, sensitive_post_parameters("code")], name="dispatch"
)


def page_was_open_too_long() -> str:
    """What is said then."""
    return _("The page was open for too long. Check what you wrote and press the button again.")


def code_of(request: HttpRequest, round: Round) -> str:
    """The code of this session for the round, or ""."""
    return request.session.get(CODES, {}).get(str(round.pk), "")


def keep_code(request: HttpRequest, round: Round, code: str) -> None:
    """Open the statements of a code in this session."""
    request.session[CODES] = {**request.session.get(CODES, {}), str(round.pk): code}


def speaker_of(request: HttpRequest, round: Round) -> Any:
    """The user, the holder of this session's code, or a mere visitor."""
    if request.user.is_authenticated:
        return request.user
    code = code_of(request, round)
    return TokenHolder(code) if code else request.user


def chosen_voice(request: HttpRequest, round: Round, voices: list[Voice]) -> Voice | None:
    """As whom somebody speaks: as just said, as said before in this session, as begun already; None: to be asked."""
    by_key = {voice.key: voice for voice in voices}
    asked = request.POST.get("za") or request.GET.get("za")
    if asked in by_key:
        return by_key[asked]
    if len(voices) == 1:
        return voices[0]
    said = request.session.get(VOICES, {}).get(str(round.pk))
    if said in by_key:
        return by_key[said]
    begun = written.begun_as(round, request.user, voices) if len(voices) > 1 else []
    return begun[0] if len(begun) == 1 else None


def remember_voice(request: HttpRequest, round: Round, voice: Voice) -> None:
    """Do not ask again in this session; with one voice there is nothing to ask."""
    key = voice.key
    if request.session.get(VOICES, {}).get(str(round.pk)) != key:
        request.session[VOICES] = {**request.session.get(VOICES, {}), str(round.pk): key}


@asks_for_token_itself
class InRound(View):
    """A screen of a round for those who may comment in it: never kept, and nothing typed is lost for a token."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """The round (404 for one the person may not know of), who speaks and as whom they may."""
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()
        found = queries.round_by_slug(kwargs["round"], request.user)
        if found is None:
            raise Http404
        self.round: Round = found
        self.speaker = speaker_of(request, found)
        self.voices = queries.voices(request.user, found, self.now)
        self.voice = self.pick_voice()

    def pick_voice(self) -> Voice | None:
        """As whom the person speaks on this screen."""
        return chosen_voice(self.request, self.round, self.voices) if self.voices else None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """403 for who may see the round and not comment in it.

        Having a voice is what the permission ``consultations.comment`` asks; here it is known already.
        """
        if not self.voices:
            raise PermissionDenied
        self.token_missing = request.method == "POST" and token_is_missing(request)
        return super().dispatch(request, *args, **kwargs)

    @property
    def by(self) -> Any:
        """The account that acts, or None."""
        return self.request.user if self.request.user.is_authenticated else None

    @property
    def is_guarded(self) -> bool:
        """Whether the traps for machines are set: for everybody without an account."""
        return not self.request.user.is_authenticated

    @property
    def is_fragment(self) -> bool:
        """Whether a script asks for the inside of the page only."""
        return FRAGMENT_HEADER in self.request.headers

    @property
    def own_url(self) -> str:
        """The statements of the person in the chosen voice."""
        query = f"?za={self.voice.key}" if self.voice and len(self.voices) > 1 else ""
        return reverse("consultations:statement-own", args=[self.round.slug]) + query

    def respondent(self) -> Respondent | None:
        """Who speaks in the chosen voice, if anything was begun."""
        if self.voice is None:
            return None
        return written.respondent_of(self.round, self.speaker, self.voice)

    def future_respondent(self) -> Respondent:
        """Who will speak, for forms shown before anything was begun. Not stored."""
        return Respondent(round=self.round, kind=RespondentKind.ANONYMOUS, user=self.by)

    def crumbs(self, *more: tuple[str, str]) -> list[dict[str, str]]:
        """Trail of pages below the round."""
        facts = queries.round_facts(self.round, self.now)
        list_url = reverse("consultations:round-list")
        trail = [(_("Consultations"), list_url), (self.round.title, facts.url), *more]
        return [{"title": title, "url": url} for title, url in trail]
