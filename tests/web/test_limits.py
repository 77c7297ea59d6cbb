"""Texts that are too long: a sentence that says the limit, what was typed still there, nothing changed."""

from __future__ import annotations

import html
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

import crawling
from acts import new_id
from conftest import Clock
from web.conftest import Office, names, post
from web.test_record_pages import one_of_each
from xiangxian.cli import cli
from xiangxian.domain import schema
from xiangxian.domain.faults import TooLong
from xiangxian.domain.people import Person
from xiangxian.domain.values.value_types import LINE, LONG
from xiangxian.services import gate, records
from xiangxian.services.drafts import Draft, loaded
from xiangxian.services.people import name_index
from xiangxian.services.recognition.policies import MOST_CHARACTERS
from xiangxian.store.base import Query
from xiangxian.web import limits

PLACES = {
    "person": "people",
    "organisation": "organisations",
    "project": "projects",
    "event": "events",
    "place": "places",
    "evidence": "evidence",
}


def changed(office: Office) -> tuple[int, int]:
    """What any change would change: the revision and the last line of the log."""
    return office.store.revision(), office.store.log(limit=1)[0].seq


def refused(answer: TestResponse, typed: str, where: object) -> None:
    """The answer says a limit and shows what was typed."""
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422, where
    assert re.search(r"最多写?[\d,]+个", text), where
    assert typed in html.unescape(text), where


def sent(client: FlaskClient, form: crawling.Form, name: str, typed: str) -> TestResponse:
    """The form with *typed* in the input *name*, everything else as it stands."""
    fields = MultiDict((key, value) for key, value in form.sends if key != name)
    fields.add(name, typed)
    if form.method == "post":
        return client.post(form.action, data=fields)
    return client.get(urlsplit(form.action).path, query_string=fields)


@pytest.mark.parametrize("login", ["ganshi", "lingdao", "guanli", "jiancha"])
def test_no_input_of_any_form_takes_a_text_without_end(
    office: Office, clock: Clock, login: str
) -> None:
    """Every text input of every form that links lead to, for every role: a post of one character more
    than the longest text, an address of one more than a line."""
    found = one_of_each(office, clock)
    client = office.client(login)
    starts = ["/", "/people/export", "/notes/new", "/imports/", "/policies/own", "/lists/"]
    starts += [f"/{place}/{id_}" for place, id_ in found.items()]
    starts += [f"/{place}/{id_}/edit" for place, id_ in found.items()]
    tried: set[tuple[str, str, str]] = set()
    for form in crawling.forms(office.app, client, *starts):
        for name in form.typed:
            what = (form.method, re.sub(r"[0-9a-f-]{36}", "…", urlsplit(form.action).path), name)
            if what in tried:
                continue
            tried.add(what)
            own = name == "text" and form.action.endswith("/policies/own")
            limit = MOST_CHARACTERS if own else LONG if form.method == "post" else LINE
            typed = "甲" * (limit + 1)
            before = changed(office)
            refused(sent(client, form, name, typed), typed, what)
            assert changed(office) == before, what
    assert len(tried) > {"ganshi": 60, "lingdao": 5, "guanli": 3, "jiancha": 1}[login], tried


@pytest.mark.parametrize("kind", PLACES)
def test_each_field_bears_its_own_length_and_no_more(
    office: Office, clock: Clock, kind: str
) -> None:
    """A new record with one character too many in one field: told beside the field."""
    one_of_each(office, clock)
    client = office.client("ganshi")
    where = f"/{PLACES[kind]}/new"
    assert client.get(where).status_code == 200
    before = changed(office)
    tried = 0
    for name, spec in schema.KINDS[kind].fields.items():
        if not spec.form or spec.is_link or spec.type.widget not in {"text", "textarea", "tel"}:
            continue
        page = client.get(where).get_data(as_text=True)
        if f'name="{name}"' not in page:
            continue
        typed = "甲" * (spec.type.longest + 1)
        refused(
            post(
                client,
                where,
                name=typed if name == "name" else "甲",
                **({} if name == "name" else {name: typed}),
            ),
            typed,
            (kind, name),
        )
        tried += 1
    assert tried > 1
    assert changed(office) == before
    longest = "甲" * schema.KINDS[kind].fields["name"].type.longest
    assert post(client, where, name=longest).status_code in {303, 422}


def test_a_name_of_sixty_is_a_name(office: Office, client: FlaskClient) -> None:
    """The limit itself is within it; line ends and blanks round a text do not count."""
    assert post(client, "/people/new", name=" " + "甲" * 60 + "\r\n").status_code == 303
    text = "\r\n".join("甲" * 9 for _ in range(2_000))
    assert len(text.replace("\r\n", "\n")) == LONG - 1
    assert post(client, "/people/new", name="乙", remarks=text).status_code == 303
    assert post(client, "/people/new", name="甲" * 61).status_code == 422


def test_the_page_that_refuses_is_the_form_itself(office: Office, client: FlaskClient) -> None:
    """What it shows is sent again with everything else; shortened there, it is saved."""
    before = changed(office)
    line = "谈" * (LINE + 1)
    sent_ = {"about": "王小明", "line": line, "promise": "找厂房", "change_id": office.act()}
    answer = post(client, "/notes/new", **sent_)
    refused(answer, line, "/notes/new")
    assert "“一句话”最多写2,000个字" in answer.get_data(as_text=True)
    assert changed(office) == before
    reader = crawling.read("/notes/new", answer.get_data(as_text=True))
    (form,) = (each for each in reader if "line" in each.typed)
    fields = MultiDict((name, text) for name, text in form.sends if name != "line")
    assert {"about", "promise"} <= set(fields)
    fields.add("line", line[:-1])
    assert client.post(form.action, data=fields).status_code == 303
    assert names(office) == ["王小明"]
    assert line[:-1] in office.store.find(Query("note")).nodes[0].values


OTHERS = {
    "list": ("ganshi", "/lists/new?of=person", {"name": "名" * 61}),
    "picture": ("ganshi", "/network/picture/views/new", {"name": "图" * 61}),
    "export": (
        "ganshi",
        "/people/export",
        {"purpose": "报" * 256, "recipient": "县里", "columns": "name"},
    ),
    "recipient": (
        "ganshi",
        "/people/export",
        {"purpose": "报", "recipient": "县" * 2_001, "columns": "name"},
    ),
    "attendance": (
        "ganshi",
        "/events/{events}/attendance",
        {"names": "王" * 61, f"who.{'王' * 61}": "new", "step": "save"},
    ),
    "claim": (
        "ganshi",
        "/introductions/{introductions}/state",
        {"move": "withdrawn", "note": "说" * 2_001, "rev": "1"},
    ),
    "promise": ("ganshi", "/promises/{promises}/result", {"result": "好" * 20_001}),
    "reveal": ("lingdao", "/people/{people}/reveal", {"reason": "看" * 2_001}),
    "account": ("guanli", "/accounts/", {"role": "clerk", "login": "abc", "name": "名" * 61}),
    "unit": ("guanli", "/accounts/township", {"township": f"句容市{'白' * 60}镇"}),
    "unknown login": ("", "/login", {"login": "甲" * 20_001, "password": "x"}),
}


@pytest.mark.parametrize("way", OTHERS)
def test_every_other_way_in_has_its_limit(office: Office, clock: Clock, way: str) -> None:
    """Forms that are not made from the vocabulary are bound by what they write all the same."""
    found = one_of_each(office, clock)
    login, path, sent_ = OTHERS[way]
    client = office.client(login or None)
    before = changed(office)
    answer = post(client, path.format(**found), **sent_)
    refused(answer, max(sent_.values(), key=len), way)
    assert changed(office) == before


def test_one_field_of_many_bears_its_length(office: Office, clock: Clock) -> None:
    """Bulk edit: said beside the field, with what was typed, and nobody is changed."""
    id_ = one_of_each(office, clock)["people"]
    client = office.client("ganshi")
    ticked = post(client, "/bulk/person", step="field", id=[id_]).get_data(as_text=True)
    ids = re.search(r'name="ids" value="([^"]*)"', ticked)
    assert ids is not None
    before = changed(office)
    for name, typed in (("city", "苏" * (LINE + 1)), ("remarks", "备" * (LONG + 1))):
        sent_ = {"ids": html.unescape(ids[1]), "field": name, "mode": "replace", name: typed}
        refused(post(client, "/bulk/person/preview", **sent_), typed, name)
        refused(post(client, "/bulk/person/apply", seen="1", **sent_), typed, name)
    assert changed(office) == before


def test_the_command_line_says_the_limit_too(office: Office, tmp_path: Path, address: str) -> None:
    """In the same sentence, with exit code 1, and opens nothing."""
    before = changed(office)
    words = ["--data", str(tmp_path / "data"), "account", "add", "lisi", "--role", "clerk"]
    done = CliRunner().invoke(cli, [*words, "--name", "李" * 61], env={"XIANGXIAN_STORE": address})
    assert done.exit_code == 1
    assert done.stderr.strip() == "“姓名”最多写60个字，写得太长了，请写短一些再存。"
    assert changed(office) == before


def test_more_than_fifty_conditions_are_refused(office: Office, client: FlaskClient) -> None:
    """Fifty in an address are answered; one more is a sentence, and so is a value without end."""

    def asked(number: int) -> TestResponse:
        return client.get(
            "/people/", query_string={"if": [f"remarks.has.{n}" for n in range(number)]}
        )

    assert asked(50).status_code == 200
    answer = asked(51)
    assert answer.status_code == 422
    assert "最多用50个条件" in answer.get_data(as_text=True)
    long = client.get("/people/", query_string={"if": "remarks.has." + "甲" * LINE})
    assert long.status_code == 422


def test_what_stood_before_stays_and_is_edited(office: Office, clock: Clock) -> None:
    """A longer text from before opens, is kept when something else is changed, and is refused when it
    is itself made longer."""
    viewer = gate.local_viewer(office.store)
    draft = Draft(new_id(), viewer.unit, stood=True)
    long, name = "旧" * (LONG + 5), "名" * 300
    id_ = draft.add(Person(name=name, remarks=long))
    office.store.apply(draft.change_set(viewer, clock(), "test"))
    client = office.client("ganshi")
    page = client.get(f"/people/{id_}/edit").get_data(as_text=True)
    rev = re.search(r'name="rev" value="(\d+)"', page)
    assert rev is not None
    assert client.get(f"/people/{id_}").status_code == 200
    item = records.read(office.store, id_, viewer=viewer)
    newer = Draft(new_id(), viewer.unit)
    assert newer.revise(item, item.record.model_copy(update={"city": "苏州"}))
    with pytest.raises(TooLong, match="备注"):
        newer.revise(item, item.record.model_copy(update={"remarks": f"{long}新"}))
    sent_ = post(client, f"/people/{id_}/edit", rev=rev[1], name=name, remarks=long, city="苏州")
    assert sent_.status_code == 303
    kept = loaded(office.store.get([id_]).nodes[0], ()).record
    assert isinstance(kept, Person)
    assert (kept.name, kept.remarks, kept.city) == (name, long, "苏州")


def test_a_long_name_from_before_slows_nobodys_paste(office: Office, clock: Clock) -> None:
    """What is tried at each character depends on names that begin so, none longer than may be typed."""
    viewer = gate.local_viewer(office.store)
    draft = Draft(new_id(), viewer.unit, stood=True)
    draft.add(Person(name="王" * 5_000))
    draft.add(Person(name="王小明"))
    office.store.apply(draft.change_set(viewer, clock(), "test"))
    known = name_index.roster(office.store)
    assert known.lengths == {"王": (3,)}
    text = "王" * 300 + "，王小明来了"
    spans = name_index.recognise(office.store, text, clock().date(), viewer=viewer).spans
    assert [span.text for span in spans if span.records] == ["王小明"]
    assert "".join(span.text for span in spans) == text


def test_packed_inputs_are_known() -> None:
    """What may be longer than a text is what pages fill in themselves."""
    assert {"ids", "spots", "captions"} == limits.PACKED
