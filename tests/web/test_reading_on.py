"""A page that shows a part says so, and leads to the rest."""

from __future__ import annotations

from acts import NOW, new_id
from web.conftest import Office
from xiangxian.domain.accounts import Account
from xiangxian.domain.people import Person
from xiangxian.services import gate
from xiangxian.services.drafts import Draft

MANY = 230
"""More than any page of the store holds."""


def test_every_account_can_be_paged_to(office: Office) -> None:
    """A county's administrator sees who each account is and reaches the last of hundreds."""
    local = gate.local_viewer(office.store)
    draft = Draft(new_id(), local.unit)
    for n in range(MANY):
        draft.add(Account(name=f"账号{n}", login=f"zh{n}", role="viewer", works_in=local.unit))
    office.store.apply(draft.change_set(local, NOW, "account.create"))
    client = office.client("guanli")
    html = client.get("/accounts/").get_data(as_text=True)
    following = html.split('href="/accounts/?after=')[1].split('"')[0]
    more = client.get(f"/accounts/?after={following}").get_data(as_text=True)
    assert ">ganshi<" in html + more
    assert "统战干事" in html + more
    assert [n for n in range(MANY) if f">账号{n}<" not in html + more] == []


def test_a_search_says_that_there_are_more(office: Office) -> None:
    """The page lists sixty and says so; with fewer it says how many."""
    local = gate.local_viewer(office.store)
    draft = Draft(new_id(), local.unit)
    for n in range(70):
        draft.add(Person(name=f"王小{n}"))
    draft.add(Person(name="赵大"))
    office.store.apply(draft.change_set(local, NOW, "person.create"))
    client = office.client("ganshi")
    html = client.get("/find?q=王小").get_data(as_text=True)
    assert "前60条" in html
    assert "后面还有" in html
    assert "后面还有" not in client.get("/find?q=赵大").get_data(as_text=True)
