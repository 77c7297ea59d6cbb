"""What the notes of acts tell, and to whom: in the histories of records and in the log."""

from __future__ import annotations

import ast
import io
import re
from pathlib import Path

import pytest

import xiangxian
from acts import NOW, new_id
from conftest import made_viewer
from web.conftest import Office, post, token
from xiangxian.domain import schema
from xiangxian.domain.evidence import Evidence
from xiangxian.domain.people import Person
from xiangxian.domain.roles import Role
from xiangxian.services import gate
from xiangxian.services.access import accounts, operation_log
from xiangxian.services.drafts import Draft
from xiangxian.services.gate import Viewer
from xiangxian.services.history import changes
from xiangxian.store.base import ChangeSet, Write
from xiangxian.store.contract import GraphStore

SECRET = "密不外传"
VIEWERS = ("lingdao", "zhudian", "chakan")


def acts_with_a_note() -> set[str]:
    """The name of every act in the program that is written with a note, with each kind of record
    where the name is made from one."""
    found: set[str] = set()
    for path in Path(xiangxian.__file__).parent.glob("**/*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            noted = any(word.arg == "note" for word in call.keywords) or len(call.args) > 5
            place = {"change_set": 2, "ChangeSet": 3}.get(name)
            if place is None or not noted or len(call.args) <= place:
                continue
            why = call.args[place]
            if isinstance(why, ast.Constant):
                found.add(str(why.value))
            elif isinstance(why, ast.JoinedStr):
                ends = [part.value for part in why.values if isinstance(part, ast.Constant)]
                found |= {f"{kind}{ends[-1]}" for kind in schema.KINDS if str(ends[-1])[1:]}
    return found


@pytest.fixture
def person(store: GraphStore, local: Viewer) -> str:
    """Somebody on the register."""
    draft = Draft(new_id(), local.unit)
    id_ = draft.add(Person(name="王小明"))
    store.apply(draft.change_set(local, NOW, "person.create"))
    return id_


def test_a_note_is_read_by_whom_its_act_declares(
    store: GraphStore, local: Viewer, person: str
) -> None:
    """Every act of the program with a note, on one person: who reads the note in the history is
    declared; of all other acts, and of acts that nobody thought of, only who records reads it."""
    whys = sorted(acts_with_a_note() | set(changes.NOTES) | {"act.of_tomorrow"})
    assert {"export.contacts", "bulk.revise", "person.revise", "contact.reveal"} <= set(whys)
    for why in whys:
        (node,) = store.get([person]).nodes
        record = Person.parsed(node.values).model_copy(update={"name": f"王小{node.rev}"})
        after = type(node)(node.id, node.kind, node.unit, node.rev + 1, record.values())
        made = ChangeSet(new_id(), local.account, NOW, why, (Write(node.rev, after),), SECRET)
        store.apply(made)
    for role in (Role.CLERK, Role.MANAGER, Role.STATION, Role.VIEWER):
        viewer = made_viewer(local.unit, role)
        acts = changes.of(store, person, viewer=viewer, chunk=1000).acts
        told = {act.why for act in acts if act.note}
        declared = {why for why in whys if why in changes.NOTES and viewer.may(changes.NOTES[why])}
        assert {act.why for act in acts} >= set(whys)
        assert told == (set(whys) if role is Role.CLERK else declared)


def test_what_only_some_may_see_stands_in_no_note(office: Office) -> None:
    """A clerk's day with one secret in every field that others may not read: no history that a
    manager, a station or a viewer opens has a word of it, nor that there was such a list."""
    clerk = office.client("ganshi")
    posted = {"name": "王小明", "remarks": SECRET, "phones": "13000001234"}
    where = post(clerk, "/people/new", **posted).headers["Location"]
    paper = post(clerk, "/evidence/new", name="合同", remarks=SECRET).headers["Location"]
    for name in (f"{SECRET}.pdf", f"第二份{SECRET}.pdf"):
        sent = {"csrf_token": token(clerk), "file": (io.BytesIO(b"x"), name)}
        clerk.post(f"{paper}/files", data=sent, content_type="multipart/form-data")
    post(clerk, "/people/export", purpose=SECRET, recipient=SECRET, columns="name")
    event = post(clerk, "/events/new", name="座谈会", remarks=SECRET).headers["Location"]
    post(clerk, f"{event}/attendance", names="王小明", step="save")
    post(clerk, "/notes/new", about="王小明", line=SECRET)
    listed = post(clerk, "/lists/new", name=SECRET).headers["Location"]
    post(clerk, f"{listed}/place", placing="added", value="王小明")
    html = clerk.get(f"{where}/edit").get_data(as_text=True)
    rev = re.search(r'name="rev" value="(\d+)"', html)
    assert rev
    assert post(clerk, f"{where}/edit", **posted | {"remarks": ""}, rev=rev[1]).status_code == 303
    seqs = re.findall(
        r'name="seq" value="(\d+)"><input type="hidden" name="field" value="remarks"',
        clerk.get(f"{where}/history").get_data(as_text=True),
    )
    post(clerk, f"{where}/restore", seq=seqs[0], field="remarks")
    own = "".join(clerk.get(f"{at}/history").get_data(as_text=True) for at in (where, paper, event))
    assert SECRET in own
    assert "恢复备注" in own
    assert "导出名单" in own
    for login in VIEWERS:
        client = office.client(login)
        for at in (where, paper, event):
            answer = client.get(f"{at}/history")
            assert answer.status_code in {200, 404}
            page = answer.get_data(as_text=True)
            # the list's own name is open; what is not are remarks, file names and who got a list
            assert page.replace(f'href="{listed}">{SECRET}', "").count(SECRET) == 0, (login, at)
            assert "备注" not in page.split("<main")[1]
            assert "导出名单" not in page
            assert "给" not in page.split("<main")[1]


def test_the_log_holds_no_name_of_a_file(office: Office, store: GraphStore) -> None:
    """The inspector reads that a file was kept, not what it is called."""
    local = gate.local_viewer(store)
    draft = Draft(new_id(), local.unit)
    id_ = draft.add(Evidence(name="合同"))
    store.apply(draft.change_set(local, NOW, "evidence.create"))
    clerk = office.client("ganshi")
    sent = {"csrf_token": token(clerk), "file": (io.BytesIO(b"x"), f"{SECRET}.pdf")}
    clerk.post(f"/evidence/{id_}/files", data=sent, content_type="multipart/form-data")
    assert store.count("file")[0].count == 1
    account = accounts.by_login(store, "jiancha")
    assert account is not None
    lines = operation_log.log(store, viewer=accounts.viewer(store, account)).lines
    assert "新建文件" in {line.what for line in lines}
    assert SECRET not in repr(lines)
