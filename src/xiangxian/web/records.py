"""The pages that every kind of record has: list, new, show, edit, history, recycle bin.

A kind's blueprint installs `RecordPages` once and adds what is its own; templates are looked for
under the blueprint's name first and under `records/` otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import Blueprint, Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from xiangxian.domain import schema
from xiangxian.domain.lists import LISTED
from xiangxian.domain.records import Declared, Record
from xiangxian.domain.roles import Action, Sight
from xiangxian.services import gate, records
from xiangxian.services.access import accounts
from xiangxian.services.drafts import Draft, Loaded
from xiangxian.services.duplicates import merging
from xiangxian.services.duplicates.candidates import HINTS
from xiangxian.services.history import changes, recent
from xiangxian.services.lists import browse
from xiangxian.services.records import Changed, Invalid, Reference
from xiangxian.store.base import Id
from xiangxian.web import conditions
from xiangxian.web.acts import sent_act
from xiangxian.web.forms import DeclaredForm
from xiangxian.web.guard import needs, viewer
from xiangxian.web.limits import measured_by_its_form
from xiangxian.web.pages import now, own_path, page, saved, store, today

PLACES: dict[str, str] = {}
"""Kind -> endpoint of its page, filled as blueprints are made; `address` uses it."""


def address(kind: str, id_: Id) -> str:
    """The address of a record's page."""
    endpoint = PLACES.get(kind)
    return url_for(endpoint, id_=id_) if endpoint else url_for("home.index")


def list_address(section: str, arguments: Mapping[str, str | list[str]]) -> str:
    """The address of a list that was asked *arguments*."""
    address_: str = url_for(f"{section}.index", **cast("dict[str, Any]", dict(arguments)))
    return address_


def references(item: Loaded) -> Mapping[str, tuple[Reference, ...]]:
    """The named records the links of *item* lead to."""
    return records.show(store(), item.id, viewer=viewer()).links


@dataclass(frozen=True)
class AskedBeside:
    """What the form of a new record asks beside its own fields: those of *kind*; *founds* makes the
    record that was typed into the one that is kept, *adds* puts what goes with it into its draft."""

    kind: type[Declared]
    founds: Callable[[Any, Any], Record] | None = None
    adds: Callable[[Draft, Id, Any, Any], None] | None = None


@dataclass(frozen=True)
class RecordPages:
    """The pages of *kind* in *bp*; *more* gives a record's page what is its own.

    The form of a new record shows the fields *first* before the others, then what is asked *beside*
    them. A new record begins with *preset*, and is asked for the fields *asked_first*, else for all; begun
    on another page (`next` in the form) it leads back there.
    """

    bp: Blueprint
    kind: type[Record]
    more: Callable[[Id], Mapping[str, Any]] | None = None
    preset: Callable[[], Mapping[str, str]] | None = None
    show_template: str = "records/show.html"
    form_template: str = "records/form.html"
    list_template: str = "records/list.html"
    add_list: bool = True
    add_new: bool = True
    asked_first: Sequence[str] = ()
    first: Sequence[str] = ()
    beside: AskedBeside | None = None

    def install(self) -> None:
        """Add the pages to the blueprint."""
        PLACES[self.kind.kind] = f"{self.bp.name}.show"
        both = ["GET", "POST"]
        if self.add_list:
            self._add("/", "index", self.index)
        self._add("/<id_>", "show", self.show)
        if self.add_new:
            self._add("/new", "new", self.new, both)
        self._add("/<id_>/edit", "edit", self.edit, both)
        self._add("/<id_>/history", "history_", self.history)
        self._add("/<id_>/restore", "restore", self.restore, ["POST"])
        self._add("/<id_>/remove", "remove", self.remove, ["POST"])
        self._add("/<id_>/ties/<edge>/new", "new_tie", self.new_tie, both)
        self._add("/<id_>/ties/<tie_id>/remove", "remove_tie", self.remove_tie, ["POST"])

    def _add(
        self,
        rule: str,
        endpoint: str,
        view: Callable[..., ResponseReturnValue],
        methods: Sequence[str] = ("GET",),
    ) -> None:
        self.bp.add_url_rule(rule, endpoint, view, methods=methods)

    def _page_of(self, id_: Id, view: str = "show") -> ResponseReturnValue:
        return redirect(url_for(f"{self.bp.name}.{view}", id_=id_), 303)

    @needs(Action.READ)
    def index(self) -> ResponseReturnValue:
        """The list, asked as its address says; one more condition at a time."""
        asked = browse.asked(self.kind, request.args, viewer=viewer())
        adding = conditions.adding(self.kind, asked)
        if adding is not None and adding.made is not None:
            return redirect(list_address(self.bp.name, adding.made), 303)
        found = browse.browse(store(), self.kind, asked, today(), viewer=viewer())
        return page(
            self.list_template,
            422 if found.fault or (adding is not None and adding.fault) else 200,
            kind=self.kind,
            asked=asked,
            found=found,
            adding=adding,
            groups=conditions.groups(self.kind),
            section_name=self.bp.name,
            listable=self.kind.kind in {option.code for option in LISTED},
        )

    @needs(Action.READ)
    def show(self, id_: Id) -> ResponseReturnValue:
        """A record with its ties and its timeline; what was merged away says into whom."""
        try:
            item = records.show(store(), id_, viewer=viewer(), kind=self.kind.kind)
        except gate.Missing:
            became = merging.merged_into(store(), id_, viewer=viewer())
            if became is None:
                raise
            return page("duplicates/gone.html", 404, into=became[0], act=became[1])
        recent.opened(store(), id_, viewer=viewer(), now=now())
        context = dict(self.more(id_)) if self.more else {}
        return page(
            self.show_template,
            kind=self.kind,
            item=item,
            ties=records.ties(store(), id_, viewer=viewer()),
            timeline=browse.timeline(store(), id_, viewer=viewer()),
            **context,
        )

    @needs(Action.RECORD)
    def new(self) -> ResponseReturnValue:
        """The form of a new record."""
        posted = request.form if request.method == "POST" else None
        given = dict(self.preset()) if self.preset else {}
        form = DeclaredForm(
            self.kind,
            viewer(),
            posted=posted,
            preset=given | request.args.to_dict(),
            only=tuple(self.asked_first),
        )
        beside = DeclaredForm(self.beside.kind, viewer(), posted=posted) if self.beside else None
        accepted = posted is not None and form.accept(store())
        if beside is not None and posted is not None:
            accepted = beside.accept(store()) and accepted
        if posted is not None and accepted:
            try:
                id_ = self._created(form, beside, posted.getlist("another")[:HINTS])
            except Invalid as invalid:
                for name, fault in invalid.faults.items():
                    asked = beside if beside is not None and name in beside else form
                    asked.blame({name: fault})
            else:
                saved(form.change_id, form.told)
                back = own_path(posted.get("next", ""))
                return redirect(back or url_for(f"{self.bp.name}.show", id_=id_), 303)
        wrong = form.faults or (beside is not None and beside.faults)
        return page(
            self.form_template,
            422 if wrong else 200,
            kind=self.kind,
            form=form,
            item=None,
            beside=beside,
            shown_first=self.first,
        )

    def _created(self, form: DeclaredForm, beside: DeclaredForm | None, apart: Sequence[Id]) -> Id:
        """The record that was typed, kept with what was asked beside it in one change."""
        asked, told = self.beside, beside

        def make(ids: Mapping[tuple[str, str], Id]) -> Record:
            record = cast("Record", form.record(ids))
            if asked is None or told is None or asked.founds is None:
                return record
            return asked.founds(record, told.record(ids))

        def also(draft: Draft, id_: Id, record: Record, ids: Mapping[tuple[str, str], Id]) -> None:
            if asked is not None and told is not None and asked.adds is not None:
                asked.adds(draft, id_, record, told.record(ids))

        return records.create(
            store(),
            make,
            news=[*form.news, *(beside.news if beside else ())],
            apart=apart,
            also=also,
            change_id=form.change_id,
            viewer=viewer(),
            now=now(),
        )

    @needs(Action.RECORD)
    @measured_by_its_form
    def edit(self, id_: Id) -> ResponseReturnValue:
        """The form of a record that stands; changed meanwhile, both texts are shown."""
        item = records.read(store(), id_, viewer=viewer(), kind=self.kind.kind)
        posted = request.form if request.method == "POST" else None
        form = DeclaredForm(
            self.kind, viewer(), posted=posted, item=item, references=references(item)
        )
        changed: Changed | None = None
        if posted is not None and form.accept(store()):
            try:
                records.revise(
                    store(),
                    id_,
                    form.rev,
                    form.record,  # type: ignore[arg-type]
                    news=form.news,
                    change_id=form.change_id,
                    viewer=viewer(),
                    now=now(),
                )
            except Invalid as invalid:
                form.blame(invalid.faults)
            except Changed as conflict:
                changed = conflict
                form.rev = conflict.theirs.rev
                form.begin_anew()
            else:
                saved(form.change_id, form.told)
                return self._page_of(id_)
        status = 409 if changed else 422 if form.faults else 200
        return page(
            self.form_template, status, kind=self.kind, form=form, item=item, changed=changed
        )

    @needs(Action.READ)
    def history(self, id_: Id) -> ResponseReturnValue:
        """What happened to it, the newest first."""
        item = records.show(store(), id_, viewer=viewer(), kind=self.kind.kind)
        past = changes.of(
            store(), id_, viewer=viewer(), before=request.args.get("before", None, int)
        )
        acts = past.acts
        who = accounts.names(store(), [act.actor for act in acts])
        return page(
            "records/history.html",
            kind=self.kind,
            item=item,
            acts=acts,
            before=past.before,
            who=who,
            restoring=f"{self.bp.name}.restore" if viewer().may(Action.RECORD) else None,
        )

    @needs(Action.RECORD)
    def restore(self, id_: Id) -> ResponseReturnValue:
        """One field as it was before an act."""
        records.read(store(), id_, viewer=viewer(), kind=self.kind.kind)
        change_id = sent_act()
        try:
            done = changes.restore(
                store(),
                id_,
                request.form.get("seq", 0, int),
                request.form.get("field", ""),
                change_id=change_id,
                viewer=viewer(),
                now=now(),
            )
        except Invalid as invalid:
            saved("", "".join(invalid.faults.values()))
            return self._page_of(id_, "history_")
        if done:
            saved(change_id)
        else:
            saved("", _("现在就是这个写法，没有改。"))
        return self._page_of(id_)

    @needs(Action.RECORD)
    def remove(self, id_: Id) -> ResponseReturnValue:
        """Move it out of the register."""
        change_id = sent_act()
        try:
            records.remove(
                store(),
                id_,
                request.form.get("rev", 0, int),
                change_id=change_id,
                viewer=viewer(),
                now=now(),
            )
        except Changed:
            return self._page_of(id_)
        saved(change_id, _("已移出。"))
        listed = f"{self.bp.name}.index" in current_app.view_functions
        return redirect(url_for(f"{self.bp.name}.index" if listed else "home.index"), 303)

    @needs(Action.RECORD)
    def new_tie(self, id_: Id, edge: str) -> ResponseReturnValue:
        """One more tie. Raises `Missing` for a tie of other kinds."""
        item = records.show(store(), id_, viewer=viewer(), kind=self.kind.kind)
        tie = schema.TIES.get(edge)
        if tie is None or self.kind.kind not in tie.source + tie.target:
            raise gate.Missing(edge)
        return _tie_page(self.bp, item, tie)

    @needs(Action.RECORD)
    def remove_tie(self, id_: Id, tie_id: Id) -> ResponseReturnValue:
        """One tie less."""
        change_id = sent_act()
        records.untie(store(), id_, tie_id, change_id=change_id, viewer=viewer(), now=now())
        saved(change_id)
        return self._page_of(id_)


def _tie_page(bp: Blueprint, item: records.Presented, tie: type[Any]) -> ResponseReturnValue:
    """One more tie of *item*: whom, and since when."""
    from xiangxian.web.ties import TieForm

    posted = request.form if request.method == "POST" else None
    form = TieForm(tie, item.kind, viewer(), posted=posted)
    if posted is not None and form.accept(store()):
        try:
            form.save(store(), item.id, viewer=viewer(), now=now())
        except Invalid as invalid:
            form.blame(invalid.faults)
        else:
            saved(form.change_id)
            return redirect(url_for(f"{bp.name}.show", id_=item.id), 303)
    return page("records/tie.html", 422 if form.faults else 200, item=item, tie=tie, form=form)


def writable(kind: type[Record]) -> bool:
    """Whether this viewer records things of that kind."""
    return viewer().may(Action.RECORD) and any(
        spec.form and gate.sight(viewer(), spec) is Sight.FULL for spec in kind.fields.values()
    )


def install(app: Flask) -> None:
    """Give templates the addresses of records."""
    app.jinja_env.globals.update(
        address=address, places=PLACES, writable=writable, list_address=list_address
    )
