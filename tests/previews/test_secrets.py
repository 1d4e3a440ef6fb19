"""What is secret stands in no form of a preview: marked, named, formed or known, in values, names, keys and hashes."""

import base64
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from polder_environments.problems import InvalidInput
from polder_previews.changes import Reading, changes_of, drift_of, outputs_of
from polder_previews.comment import comment
from polder_previews.document import document
from polder_previews.looked_through import looked_through
from polder_previews.page import page
from polder_previews.patterns import Patterns, compile_patterns
from polder_previews.plan import Plan
from polder_previews.plan_hash import plan_hash
from polder_previews.preview import Preview, StackPreview, Where, failed, planned
from polder_previews.secrets import HIDDEN, SENSITIVE, Secrets
from polder_previews.table import show
from polder_previews.telling import tells

MakePlan = Callable[..., Plan]
BY_HAND = Path(__file__).parent / "by_hand" / "secrets.json"

KEY = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\n-----END PRIVATE KEY-----"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N"
KUBECONFIG = "apiVersion: v1\nkind: Config\nusers:\n- name: admin\n  user: {token: abc.def-ghi}\n"


def _forms(preview: Preview) -> dict[str, str]:
    console = Console(record=True, width=2000, force_terminal=True, file=Path("/dev/null").open("w"))  # noqa: SIM115
    show(preview, console)
    return {
        "markdown": comment(preview).text,
        "html": page(preview),
        "json": document(preview),
        "table": console.export_text(styles=True),
    }


def _preview(stack: StackPreview) -> Preview:
    return Preview("it", ("it",), (stack,))


def _planned(plan: Plan, secrets: Secrets | None = None) -> StackPreview:
    return planned("it", Where("here", "aws", "eu-central-1"), plan, Reading(secrets=secrets or Secrets()))


def _hash(plan: Plan) -> str:
    return plan_hash(plan, changes_of(plan, Reading()), outputs_of(plan, Reading()))


def _hidden_words() -> Iterator[str]:
    """Find the secrets of the stack that was written by hand: they say where they are, or have the form of one."""
    text = BY_HAND.read_text()
    yield from re.findall(r"(?:in|masked|beside)-[a-z][a-z-]*[a-z](?:-[12])?", text)
    yield from re.findall(
        r"eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+|AKIA\w{16}|AIza[\w-]{35}|ghp_\w{36}|ACME-\d{6}", text
    )
    yield from ("correct horse", "4711", "4721")
    yield from re.findall(r"[A-Za-z0-9+/]{40,}={0,2}", text)


@pytest.mark.parametrize("form", ["markdown", "html", "json", "table"])
def test_a_secret_in_every_place_stands_in_no_form(form: str, scenarios: Mapping[str, Preview]) -> None:
    """None of the secrets of a stack that has one in every place is in any form of its preview."""
    written = _forms(scenarios["secrets"])[form]
    secrets = set(_hidden_words())

    assert len(secrets) > 60
    assert sorted(secret for secret in secrets if secret in written) == []
    assert "mode-1" in written or form == "table"  # what stands beside them is told
    assert "seen-2" in written or form == "table"


def test_each_secret_of_that_stack_is_in_its_plan(scenarios: Mapping[str, Preview]) -> None:
    """The plan from which the preview was made does hold them, so that their absence says something."""
    plan = (BY_HAND.parent.parent / "plans" / "secrets" / "secrets.json").read_text()
    numbered = {word for word in _hidden_words() if word.endswith("-2")}

    assert len(numbered) > 20
    assert sorted(word for word in numbered if word not in plan and word not in _decoded(plan)) == []
    assert scenarios["secrets"].hidden > 30


def _decoded(text: str) -> str:
    found = re.findall(r"[A-Za-z0-9+/]{40,}={0,2}", text)
    return "".join(base64.b64decode(each + "=" * (-len(each) % 4)).decode(errors="replace") for each in found)


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (KEY, "MIIEvQ"),
        (KEY.partition("-----END")[0], "MIIEvQ"),
        (KEY.replace("\n", "\\n"), "MIIEvQ"),
        (f"prefix {JWT} suffix", "eyJzdWIi"),
        ("AKIAIOSFODNN7EXAMPLE", "IOSFODNN"),
        ("ASIAIOSFODNN7EXAMPLE", "IOSFODNN"),
        ("AIza" + "x" * 35, "xxxx"),
        ("ghp_" + "a" * 36, "aaaa"),
        ("github_pat_" + "b" * 40, "bbbb"),
        ("glpat-" + "c" * 20, "cccc"),
        ("xoxb-" + "1" * 20, "1111"),
        ("https://hooks.slack.com/services/T000/B000/XXXX", "T000/B000"),
        ("postgresql://app:hunter2@db:5432/x", "hunter2"),
        ("postgresql://app:hun@ter/2@db:5432/x", "ter/2"),
        ("https://token123@github.com/x/y.git", "token123"),
        ("redis://:hunter2@cache", "hunter2"),
        ("password=hunter2", "hunter2"),
        ("password: hunter2", "hunter2"),
        ("password: correct horse battery", "battery"),
        ("PGPASSWORD='hunter 2' psql", "hunter 2"),
        ("--password hunter2", "hunter2"),
        ("--password=hunter2", "hunter2"),
        ("mlflow --db-token hunter2 --verbose", "hunter2"),
        ('{\\"password\\": \\"hunter2\\"}', "hunter2"),
        ("Server=db;User=sa;Password=hunter2;Encrypt=true", "hunter2"),
        ("DefaultEndpointsProtocol=https;AccountName=x;AccountKey=aHVudGVyMg==", "aHVudGVyMg"),
        ("https://x.blob.core.windows.net/c?sv=2024&sig=aHVudGVyMg%3D", "aHVudGVyMg"),
        ("https://s3/x?X-Amz-Signature=abcdef0123", "abcdef0123"),
        ("Authorization: Bearer abcdef0123456789", "abcdef0123456789"),
        ("curl -H 'Authorization: Basic dXNlcjpwYXNz'", "dXNlcjpwYXNz"),
        ("<password>hunter2</password>", "hunter2"),
        ('<add key="ApiKey" value="hunter2"/>', "hunter2"),
        ("- name: DB_PASSWORD\n  value: hunter2\n", "hunter2"),
        ("- {name: DB_PASSWORD, value: hunter2}", "hunter2"),
        ('[{"name":"DB_PASSWORD","value":"hunter2"}]', "hunter2"),
        ("token: |\n  hunter2\n  more\nother: x", "hunter2"),
        ("password:\n    hunter2\nother: x", "hunter2"),
        ("foo:password=hunter2", "hunter2"),
        ("a=1&client_secret=hunter2&b=2", "hunter2"),
        ("password=hun,ter2", "ter2"),
        ("password=hunter2$", "hunter2"),
        ("$2b$12$abcdefghijklmnopqrstuv", "abcdefghijkl"),
        (base64.b64encode(KUBECONFIG.encode()).decode(), base64.b64encode(KUBECONFIG.encode()).decode()[:40]),
        (
            base64.encodebytes(KUBECONFIG.encode()).decode(),
            base64.encodebytes(KUBECONFIG.encode()).decode()[:40],
        ),
        (base64.b64encode(base64.b64encode(KEY.encode())).decode(), "TUZOV"),
        (base64.b64encode(b"\x1f\x8b\x08" + b"\0" * 60).decode(), "H4sIAAAA"),
        ("x" * (1 << 18) + " password=hunter2", "hunter2"),
    ],
)
def test_text_is_told_without_the_secret(text: str, secret: str) -> None:
    """Whatever form a secret has in a text, it is not in what is shown."""
    shown = Secrets().text(text)

    assert secret not in shown
    assert "hidden" in shown


@pytest.mark.parametrize(
    "text",
    [
        "arn:aws:secretsmanager:eu-central-1:111122223333:secret:rds!db-a9fc5f29",
        "projects/acme/secrets/database/versions/1",
        "https://vault.azure.net/secrets/database",
        "https://git.example.org/repo?ref=v1",
        "abfss://datasets@account.dfs.core.windows.net/path",
        "ghcr.io/mlflow/mlflow@sha256:" + "a" * 64,
        "passwordless login for everyone",
        "token_ttl: 3600",
        "password_length = 16",
        "secretName: database",
        "tokenizer=bert",
        "user=app host=db port=5432",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
        "password=${var.password}",
        "password: {{ .Values.password }}",
        "2001:db8::/32",
        "roles/secretmanager.secretAccessor",
        "mailto:ml-platform@example.org",
        "A-risk-free-disk-sk-1",
    ],
)
def test_what_is_not_secret_is_told(text: str) -> None:
    """Names of secrets, references, images and addresses are shown: a comment without them tells nothing."""
    assert Secrets().text(text) == text


@pytest.mark.parametrize(
    ("name", "telling"),
    [
        ("password", True),
        ("administrator_password", True),
        ("dbPassword", True),
        ("DB-PASS", True),
        ("clientSecret", True),
        ("secret_access_key", True),
        ("primary_connection_string", True),
        ("kube_config_raw", True),
        ("user_data_base64", True),
        ("metadata_startup_script", True),
        ("tls.key", True),
        ("api_token", True),
        ("set_sensitive", True),
        ("secret_arn", False),
        ("kms_key_id", False),
        ("key_vault_secret_id", False),
        ("secretsmanager", False),
        ("http_tokens", False),
        ("image_pull_secrets", False),
        ("public_key", False),
        ("partition_key", False),
        ("tokenizer", False),
        ("password_policy", False),
        ("compass", False),
        ("author", False),
    ],
)
def test_names_tell(name: str, *, telling: bool) -> None:
    """A name is one of a secret when what it is called is one, and not when it leads to one or says something of it."""
    assert tells(name) is telling


def test_marked_values_are_hidden_wherever_else_they_stand(make_plan: MakePlan) -> None:
    """A value that is marked in one place and handed on unmarked to another is hidden in both, also inside of a text."""
    plan = make_plan(
        before={"password": "s3cret-value-1", "note": "x"},
        after={"password": "s3cret-value-2", "note": "login s3cret-value-2 please"},
        before_sensitive={"password": True},
        after_sensitive={"password": True},
    )

    told = {each.path: each.after for each in changes_of(plan, Reading())[0].differences}
    assert told == {"note": '"login (hidden) please"', "password": SENSITIVE}


def test_a_value_that_is_no_longer_marked_stays_hidden(make_plan: MakePlan) -> None:
    """What was sensitive before is not shown only because a new configuration forgets to mark it."""
    plan = make_plan(before={"x": "short"}, after={"x": "shorter"}, before_sensitive={"x": True})

    (difference,) = changes_of(plan, Reading())[0].differences
    assert (difference.before, difference.after) == (SENSITIVE, SENSITIVE)


MOVED: list[tuple[object, object, object, object]] = [
    ([{"v": "aaa"}], [{"v": "bbb"}, {"v": "aaa"}], [{"v": True}], [{}, {}]),
    ([{"v": "aaa"}], {"v": "bbb"}, [{"v": True}], {"v": True}),
    ({"v": "aaa"}, {"v": "bbb"}, True, {}),
    ({"v": {"w": "aaa"}}, {"v": {"w": "bbb"}}, {"v": {"w": True}}, {"v": {}}),
    (["aaa"], ["bbb", "aaa"], [True], [False, False]),
    ("aaa", {"w": "bbb"}, True, {"w": True}),
]


@pytest.mark.parametrize(("before", "after", "before_mask", "after_mask"), MOVED)
def test_masks_hold_whatever_moves(
    before: object, after: object, before_mask: object, after_mask: object, make_plan: MakePlan
) -> None:
    """What is marked stays hidden when its list grows, its neighbours move, or it becomes another kind of value."""
    plan = make_plan(
        before={"x": before},
        after={"x": after},
        before_sensitive={"x": before_mask},
        after_sensitive={"x": after_mask},
    )

    written = "".join(_forms(_preview(_planned(plan))).values())
    assert "aaa" not in written
    assert "bbb" not in written


def test_replaced_moved_imported_and_drifted_secrets_are_hidden(make_plan: MakePlan) -> None:
    """A secret is hidden in what is replaced, moved and imported, in drift, and in addresses and index keys."""
    entry = {
        "address": 'aws_vpc.drifted["AKIAIOSFODNN7EXAMPLE"]',
        "mode": "managed",
        "type": "aws_vpc",
        "name": "drifted",
        "change": {
            "actions": ["update"],
            "before": {"password": "drifted-1"},
            "after": {"password": "drifted-2"},
            "before_sensitive": {"password": True},
        },
    }
    plan = make_plan(
        ["delete", "create"],
        {"user": "a", "password": "replaced-1"},
        {"user": "b", "password": "replaced-2"},
        address='aws_db_instance.it["ghp_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]',
        before_sensitive={"password": True},
        after_sensitive={"password": True},
        replace_paths=[["password"], ["user"]],
        importing={"id": "https://robot:imported@host/x"},
        previous_address='aws_db_instance.it["AKIAIOSFODNN7EXAMPLE"]',
        resource_drift=[entry],
    )

    stack = _planned(plan)
    written = "".join(_forms(_preview(stack)).values())
    for secret in (
        "replaced-1",
        "replaced-2",
        "drifted-1",
        "drifted-2",
        "ghp_",
        "IOSFODNN",
        "robot:imported",
    ):
        assert secret not in written
    assert stack.changes[0].forced_by == ("password", "user")
    assert drift_of(plan, Reading())[0].differences[0].after == SENSITIVE


def test_outputs_and_variables_are_hidden(make_plan: MakePlan) -> None:
    """A sensitive output is told without its value, and a variable's value stands nowhere."""
    plan = make_plan(
        ["no-op"],
        {},
        {},
        variables={"pin": {"value": "variable-1"}},
        output_changes={
            "marked": {
                "actions": ["update"],
                "before": "output-1",
                "after": "output-2",
                "before_sensitive": True,
            },
            "api_token": {"actions": ["create"], "before": None, "after": "output-3"},
        },
    )

    written = "".join(_forms(_preview(_planned(plan))).values())
    assert not re.search(r"output-\d|variable-1", written)
    assert "api_token" in written


@pytest.mark.parametrize(("one", "other"), [("4711", "4712"), ("hunter2", "hunter3")])
def test_no_hash_tells_of_a_secret(one: str, other: str, make_plan: MakePlan) -> None:
    """Two plans that differ in a secret alone have one hash: a short secret could be found by trying."""
    plans = [
        make_plan(before={"pin": "0", "a": 1}, after={"pin": pin, "a": 2}, after_sensitive={"pin": True})
        for pin in (one, other)
    ]

    assert _hash(plans[0]) == _hash(plans[1])


def test_keys_that_are_secret_are_hidden_and_stay_apart(make_plan: MakePlan) -> None:
    """A map's key that is a secret is hidden; two of them are still two."""
    plan = make_plan(
        before={"tags": {"AKIAIOSFODNN7EXAMPLE": "x"}}, after={"tags": {"AKIAIOSFODNN7EXAMPLF": "x"}}
    )

    told = changes_of(plan, Reading())[0].differences
    assert [(each.path, each.kind) for each in told] == [
        ('tags["(hidden)"]', "removed"),
        ('tags["(hidden)"]', "added"),
    ]
    assert all("IOSFODNN" not in repr(each) for each in told)


def test_addresses_that_become_the_same_are_numbered(make_plan: MakePlan) -> None:
    """Two instances whose keys are hidden are told apart by numbers."""
    plan = make_plan(address='aws_vpc.it["AKIAIOSFODNN7EXAMPLE"]', before={"a": 1}, after={"a": 2})
    twice = make_plan(address='aws_vpc.it["AKIAIOSFODNN7EXAMPLF"]', before={"a": 1}, after={"a": 2})
    both = replace(plan, changes=(*plan.changes, *twice.changes))

    addresses = [change.address for change in changes_of(both, Reading())]
    assert addresses == ['aws_vpc.it["(hidden)"]', 'aws_vpc.it["(hidden)"] (2)']


def test_what_a_failed_plan_said_is_looked_through() -> None:
    """What Terraform says when it fails may quote the line with the password."""
    stack = failed("it", Where("here", "aws", "x"), 'Error: bad\n  4: "password": "hunter2",')

    assert "hunter2" not in "".join(_forms(_preview(stack)).values())


# A user's patterns


def test_a_users_pattern_hides_the_whole_text() -> None:
    """A text in which a user's pattern matches is not shown at all, also when it is encoded."""
    secrets = Secrets(patterns=compile_patterns([r"CUST-\d{4}", "(?i)falcon"], Path("polder.yaml")))

    assert secrets.text("order of CUST-1234 today") == HIDDEN
    assert secrets.text("Project FALCON") == HIDDEN
    assert secrets.text(base64.b64encode(b"a long text that holds CUST-1234 in it").decode()) == HIDDEN
    assert secrets.text("order of CUST-12 today") == "order of CUST-12 today"


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        ("", "the pattern has 0 characters"),
        ("(", "is no pattern"),
        (r"(a)\1", "is no pattern"),
        ("(?=a)", "is no pattern"),
        ("x*", "matches everything"),
        ("((a{1000}){1000}){1000}", "is no pattern"),
        ("a" * 1001, "the pattern has 1001 characters"),
    ],
)
def test_a_pattern_that_cannot_be_used_is_refused(pattern: str, what: str) -> None:
    """A pattern that is none, that matches everything or that is too large is refused with its place."""
    with pytest.raises(InvalidInput) as caught:
        compile_patterns(["fine", pattern], Path("polder.yaml"))

    (problem,) = caught.value.problems
    assert what in problem.what
    assert (str(problem.position), problem.key) == ("polder.yaml", "redact[1]")


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "(.*)*x", "([a-zA-Z]+)*[0-9]$", "a*a*a*a*a*a*b"])
def test_a_hostile_pattern_halts_nothing(pattern: str) -> None:
    """Patterns that take other engines longer than the universe is old take a moment on a long text."""
    patterns = compile_patterns([f"z{pattern}"], Path("polder.yaml"))
    started = time.perf_counter()

    patterns.match("z" + "a" * 100_000 + "!")

    assert time.perf_counter() - started < 2


def test_a_lone_surrogate_is_hidden_from_patterns() -> None:
    """What cannot be looked through is not shown when somebody has patterns."""
    assert Secrets(patterns=compile_patterns(["x1"], Path("p"))).text("\ud800") == HIDDEN
    assert Patterns().match("\ud800") is False


@pytest.mark.parametrize(
    "text",
    [
        "a" * 200_000,
        "a." * 100_000,
        "password" * 20_000,
        "password=" * 20_000,
        "-" * 200_000,
        "://" * 60_000,
        "https://" + "a:" * 90_000,
        "eyJ" * 60_000,
        "eyJaaaaaaaaa." * 15_000,
        "-----BEGIN PRIVATE KEY-----" * 7_000,
        "name: x\n" * 20_000,
        "<a " * 60_000,
        "'" * 200_000,
        '\\"' * 90_000,
        "name=password " * 14_000,
        "password:\n" * 20_000,
        "- " * 90_000,
        "[" * 200_000,
        "{" * 200_000,
        '{"a":' * 40_000,
    ],
    ids=lambda text: text[:12],
)
def test_a_hostile_text_halts_nothing(text: str, make_plan: MakePlan) -> None:
    """Long texts that are made to be slow to look through are told, or hidden, in seconds."""
    plan = make_plan(before={"x": "1"}, after={"x": text})
    started = time.perf_counter()

    changes_of(plan, Reading())

    assert time.perf_counter() - started < 8


SAFE = st.text("abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", min_size=12, max_size=24)


@settings(max_examples=150, deadline=None)
@given(
    secret=SAFE,
    name=st.sampled_from(
        ["password", "DB_PASSWORD", "clientSecret", "api-key", "auth_token", "connection_string"]
    ),
    place=st.sampled_from(
        [
            "attribute",
            "map",
            "list",
            "pair",
            "json",
            "yaml",
            "env",
            "argument",
            "query",
            "masked",
            "index",
            "base64",
        ]
    ),
)
def test_no_form_holds_a_secret_wherever_it_is_put(
    secret: str, name: str, place: str, make_plan: MakePlan
) -> None:
    """A random secret under a telling name, in any of many places, is in no form and changes no hash."""

    def put(value: str) -> dict[str, object]:
        places: dict[str, dict[str, object]] = {
            "attribute": {name: value},
            "map": {"environment": {name: value}},
            "list": {"environment": [{name: [value, value]}]},
            "pair": {"env": [{"name": name, "value": value}, {"name": "MODE", "value": "x"}]},
            "json": {"settings": json.dumps({"deep": [{name: value}]})},
            "yaml": {"values": [f"deep:\n  {name}: {value}\n  other: x\n"]},
            "env": {"file": f"A=b\n{name}={value}\nC=d\n"},
            "argument": {"command": ["run", f"--{name}={value}", "--verbose"]},
            "query": {"url": f"https://host/path?a=1&{name}={value}&b=2"},
            "masked": {"plain": value},
            "index": {"plain": "x"},
            "base64": {"blob": base64.b64encode(f"A=b\n{name}={value}\nthe end of a text".encode()).decode()},
        }
        return {"fixed": 1, **places[place]}

    mask = {"plain": True} if place == "masked" else {}
    address = f'aws_vpc.it["{name}={secret}"]' if place == "index" else "aws_vpc.it"
    plans = [
        make_plan(
            before=put("Before0Before0"),
            after=put(value),
            address=address,
            before_sensitive=mask,
            after_sensitive=mask,
        )
        for value in (secret, secret[::-1] + "0")
    ]

    written = "".join(_forms(_preview(_planned(plans[0]))).values())
    assert secret not in written
    assert base64.b64encode(secret.encode()).decode().rstrip("=")[:-2] not in written
    assert _hash(plans[0]) == _hash(plans[1])


def test_every_text_of_a_preview_is_looked_through(scenarios: Mapping[str, Preview]) -> None:
    """A user's pattern hides words in findings, flows, costs and names too, which no plan holds."""
    house = Secrets(patterns=compile_patterns(["claims", "g6", "frankfurt", "DE moves"], Path("polder.yaml")))
    for name in ("failing-policy", "pool-grows"):
        before, after = scenarios[name], looked_through(scenarios[name], house)

        # Values of a plan are looked through when it is read; the node group's ARN is one.
        told = re.sub(r'"(path|subject)": .*|arn:aws:eks:\S*', "", "".join(_forms(after).values()))
        assert not re.search("claims|g6|frankfurt|DE moves", told)
        assert re.search("claims|g6|frankfurt", "".join(_forms(before).values()))
