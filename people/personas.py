"""The people of the demonstration: every kind of person the permission table speaks of, each with a
login.

The visitor and the token holder of the permission table have no account. All names are made up
after roles, all addresses are in the reserved domain ``example``. The password is no secret: it is
printed on the login page, and these accounts work only while ``BASE_URL`` is a loopback address.
"""

from dataclasses import dataclass

from people.enums import Role

DEMO_PASSWORD = "Osnova-ukazka-2017"  # noqa: S105  shown on the login page on purpose
DEMO_DOMAIN = "ukazka.example"


@dataclass(frozen=True, slots=True)
class Persona:
    """``key`` names the persona in the permission table; ``name`` is Czech data, not interface
    text.
    """

    key: str
    name: str
    local_part: str
    roles: tuple[Role, ...]

    @property
    def email(self) -> str:
        return f"{self.local_part}@{DEMO_DOMAIN}"


PERSONAS = (
    Persona("editor", "Edita Redaktorová", "redaktorka", (Role.EDITOR,)),
    Persona("secretary", "Tadeáš Tajemník", "tajemnik", (Role.SECRETARY,)),
    Persona("chair", "Petra Předsedová", "predsedkyne", (Role.CHAIR,)),
    Persona("member", "Čeněk Člen", "clen", (Role.MEMBER,)),
    Persona("other_member", "Jiřina Členková", "clenka", (Role.MEMBER,)),
    Persona("guest", "Hana Hostová", "host", (Role.GUEST,)),
    Persona("authorised_person", "Zbyněk Zástupce", "zastupce", (Role.AUTHORISED_PERSON,)),
    Persona("facilitator", "Marie Moderátorová", "moderatorka", (Role.FACILITATOR,)),
    Persona("other_facilitator", "Mojmír Moderátor", "moderator", (Role.FACILITATOR,)),
    Persona("evaluator", "Eva Evaluátorová", "evaluatorka", (Role.EVALUATOR,)),
    Persona("pilot_officer", "Pavel Pilotní", "pilot", (Role.PILOT_OFFICER,)),
    Persona("measure_owner", "Gabriela Garantová", "garantka", (Role.MEASURE_OWNER,)),
    Persona("project_manager", "Vojtěch Vedoucí", "vedouci", (Role.PROJECT_MANAGER,)),
    Persona(
        "data_protection_officer",
        "Olga Pověřencová",
        "poverenkyne",
        (Role.DATA_PROTECTION_OFFICER,),
    ),
    Persona("administrator", "Slavomír Správce", "spravce", (Role.ADMINISTRATOR,)),
)
# Stand beside a persona where nobody acts alone: whoever enters a value does not approve it. The permission table asks
# for the persona only, since rights do not tell them apart.
SECONDS = (Persona("other_evaluator", "Viktor Evaluátor", "evaluator", (Role.EVALUATOR,)),)
WITH_LOGIN = (*PERSONAS, *SECONDS)
