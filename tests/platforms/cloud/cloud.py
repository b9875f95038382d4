"""The test cloud: NemoVideo's wire as far as it is published, over real HTTP, told by a test how it behaves.

It is not the studio: it knows no keys that make a repeat harmless, lists uploads late, says nothing about three edits
in ten, and charges. What is not published is chosen by the fields here, so that a test can choose otherwise.
"""

import random
from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.platforms.cloud.orders import Edit, Refused, RenderShape, Speech, Where
from tests.platforms.cloud.projects import Account, Project, Render, RenderPlan, Upload

ATTRIBUTION = ("x-skill-source", "x-skill-version", "x-skill-platform")
FILM = b"the bytes of a finished film"


@dataclass(frozen=True)
class Asked:
    """One request as it arrived; header names in small letters. ``body`` is empty for uploads of files."""

    operation: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def token(self) -> str:
        """The token it came with."""
        return self.headers.get("authorization", "").removeprefix("Bearer ")

    @property
    def is_attributed(self) -> bool:
        """Whether it says who is calling."""
        return all(self.headers.get(name) for name in ATTRIBUTION)


@dataclass
class Cloud:
    """The cloud. Its fields may be set at any time; ``url`` is set once it is served (serving.py)."""

    speech: Speech = Speech.ADK
    render_shape: RenderShape = RenderShape.TOP
    tells_status: bool = False
    """Whether a business code comes with an HTTP status of its own, and not with 200."""
    silent_chance: float = 0.3
    seed: int = 20261120
    latency_s: float = 0.0
    list_lag: int = 0
    free_credits: float = 100.0
    edit_cost: float = 0.0
    credits_said: Where = Where.BODY
    tokens_per_client: int = 1000
    """After that many, a client id is told to wait (429)."""
    max_upload_bytes: int = 524_288_000
    polls: int = 2
    """How often a render is asked for before it is done."""
    cancels_renders: bool = False
    exports_blocked: bool = False
    film: bytes = FILM
    url: str = ""

    edits: list[str] = field(default_factory=list)
    """The texts of the edits that took effect, in order: each should be there once."""
    log: list[Asked] = field(default_factory=list)
    scripts: deque[Edit] = field(default_factory=deque)
    plan: RenderPlan = field(default_factory=RenderPlan)
    projects: dict[str, Project] = field(default_factory=dict)
    renders: dict[str, Render] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    """By client id, or by the token of a registered user."""
    tokens: dict[str, Account] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._refusals: dict[str, deque[Refused]] = defaultdict(deque)
        self._lost: dict[str, int] = defaultdict(int)

    def will(self, *edits: Edit) -> None:
        """The next edits go like this, in this order; later ones are ordinary."""
        self.scripts.extend(edits)

    def refuse(self, operation: str, refused: Refused, *, times: int = 1) -> None:
        """Refuse the next calls: token, session, upload, edit, state, credits, render, poll, cancel, download."""
        self._refusals[operation].extend([refused] * times)

    def lose_answer(self, operation: str, *, times: int = 1) -> None:
        """Do what the next calls ask for, then cut their answers."""
        self._lost[operation] += times

    def expire_tokens(self) -> None:
        """Every token given so far is refused from now on (1001)."""
        self.tokens.clear()

    def lose_sessions(self) -> None:
        """Every session is unknown from now on (1002); renders go on."""
        self.projects.clear()

    def register(self, token: str, *, user_id: str = "user_1", balance: float = 25000.0) -> None:
        """A registered user with a token of its own."""
        self.tokens[token] = self.accounts[token] = Account(user_id, balance)

    def asked(self, operation: str) -> list[Asked]:
        """The requests of one kind, in order."""
        return [asked for asked in self.log if asked.operation == operation]

    @property
    def unattributed(self) -> list[Asked]:
        """The requests that did not say who is calling."""
        return [asked for asked in self.log if not asked.is_attributed]

    def refusal_of(self, operation: str) -> Refused | None:
        """The refusal ordered for a call that just came."""
        queue = self._refusals[operation]
        return queue.popleft() if queue else None

    def loses_answer_of(self, operation: str) -> bool:
        """Whether the answer to a call that just came is to be cut."""
        if not self._lost[operation]:
            return False
        self._lost[operation] -= 1
        return True

    def next_edit(self) -> Edit:
        """How an edit that begins now goes."""
        edit = self.scripts.popleft() if self.scripts else Edit()
        silent = self._chance.random() < self.silent_chance if edit.silent is None else edit.silent
        edit.silent = silent and edit.refused is None
        return edit

    def carry_out(self, project: Project, edit: Edit, text: str) -> None:
        """The effect of an edit."""
        project.owner.credits -= self.edit_cost
        if edit.changes and (edit.draft is not None or project.uploads):
            project.drafts.append(project.next_draft() if edit.draft is None else edit.draft)
        self.edits.append(text)

    def project(self, session: str, account: Account) -> Project | None:
        """A session of this account."""
        project = self.projects.get(session)
        return project if project is not None and project.owner is account else None

    def take(self, project: Project, uploads: Iterable[dict[str, object]]) -> None:
        """Keep files; the state lists them after its lag."""
        project.uploads += [Upload(item, self.list_lag) for item in uploads]
