// What every page does besides showing: suggestions, drafts, the dropped file, the saved message.
// Everything works without it, only less comfortably.
import htmx from "htmx.org";

const token = document.querySelector('meta[name="csrf-token"]')?.content;
const who = document.body.dataset.who || ""; // the account that is logged in, if any

htmx.config.refreshOnHistoryMiss = true;

document.addEventListener("htmx:configRequest", (event) => {
  if (token) event.detail.headers["X-CSRFToken"] = token;
});

// When the session has ended, a fragment's answer is the whole log-in page: it must not land in a
// list of suggestions. The page says so and stays, because something is being typed.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target } = event.detail;
  if (!/^\s*<!doctype/i.test(xhr.response || "")) return;
  event.detail.shouldSwap = false;
  const said = document.createElement("p");
  said.className = "fault";
  const link = document.createElement("a");
  link.href = location.href;
  link.textContent = "重新登录";
  said.append("登录已到时间，请", link, "；填的内容会留着。");
  target.replaceChildren(said);
});

// ---- Names that are suggested while they are typed.

function makeChip(name, id, title) {
  const chip = document.createElement("label");
  chip.className = "chip picked";
  const box = document.createElement("input");
  box.type = "checkbox";
  box.name = name;
  box.value = id;
  box.checked = true;
  const words = document.createElement("span");
  words.textContent = title;
  chip.append(box, " ", words);
  return chip;
}

// A name that is chosen from the suggestions becomes a chip with its id; typed names are left to
// the server, which asks when several people bear one.
function choose(button) {
  const list = button.closest("[data-suggest]");
  const field = list.closest(".field");
  const input = field.querySelector("input.form-control");
  const chosen = field.querySelector("[data-chosen]");
  const name = `${list.dataset.suggest}.id`;
  if (!list.dataset.many) chosen.replaceChildren();
  const same = [...chosen.querySelectorAll("input")].find((box) => box.value === button.dataset.id);
  if (same) same.checked = true;
  else chosen.append(makeChip(name, button.dataset.id, button.dataset.title));
  const names = input.value.replaceAll("，", "、").split("、");
  names.pop();
  input.value = names.length ? `${names.join("、")}、` : "";
  list.replaceChildren();
  input.focus();
  input.dispatchEvent(new Event("input", { bubbles: true })); // the draft hears of it
}

// Arrow keys go from the field into its list and back; Esc closes the list.
document.addEventListener("keydown", (event) => {
  const box = event.target.closest?.(".field, .find");
  const list = box?.querySelector("[data-suggest], [data-found]");
  if (!list?.children.length) return;
  const stops = [box.querySelector("input.form-control"), ...list.querySelectorAll(".suggestion")];
  const at = stops.indexOf(event.target);
  if (event.key === "Escape") {
    list.replaceChildren();
    stops[0].focus();
  } else if (event.key === "ArrowDown" && at >= 0) stops[Math.min(at + 1, stops.length - 1)].focus();
  else if (event.key === "ArrowUp" && at > 0) stops[at - 1].focus();
  else return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  const suggestion = event.target.closest("button.suggestion");
  if (suggestion) choose(suggestion);
  const found = document.querySelector("[data-found]");
  if (found && !found.closest(".find").contains(event.target)) found.replaceChildren();
  for (const list of document.querySelectorAll("[data-suggest]")) {
    if (!list.closest(".field")?.contains(event.target)) list.replaceChildren();
  }
  for (const menu of document.querySelectorAll("details.me[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// Ctrl+K goes to the search box from anywhere.
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
  const box = document.querySelector(".find input");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.me[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// ---- 「已存 · 撤回」 stays for 15 seconds and does not move anything when it goes; while the mouse
// or the keyboard is on it, it waits.

function fade(message) {
  if (message.matches(":hover, :focus-within")) setTimeout(fade, 5000, message);
  else message.classList.add("gone");
}
for (const message of document.querySelectorAll("[data-fade]")) setTimeout(fade, 15000, message);

// ---- Drafts. What was typed is kept in this tab until it is saved: a log-out in the middle loses
// nothing. A draft belongs to the account that typed it: on a shared PC the next one must not see it.
// A form with data-keep is kept from the first letter on; of every other one what was sent is kept
// until the answer says whether it was done.

const DRAFT = "draft:";
const HELD = new Set(["csrf_token", "change_id", "rev"]); // the form's own, not typed
const FREE = "input:not([type]), input[type=text], input[type=search], input[type=tel], textarea";

const read = (key) => JSON.parse(sessionStorage.getItem(key) || "null");
const write = (key, draft) => sessionStorage.setItem(key, JSON.stringify(draft));
const held = (form, name) => form.querySelector(`input[name="${name}"]`)?.value || "";

// By where the form goes and not where it stands: after a new log-in it may stand on another page.
function keyOf(form) {
  const to = new URL(form.getAttribute("action") || location.href, location.href);
  return `${DRAFT}${to.pathname}${to.search}`;
}

function content(form) {
  const rows = [];
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== "string" || !value || HELD.has(name)) continue;
    const chip = name.endsWith(".id") && form.querySelector(`[data-chosen] input[value="${CSS.escape(value)}"]`);
    rows.push(chip ? [name, value, chip.closest("label").textContent.trim()] : [name, value]);
  }
  return rows;
}

// What the form said before anything was typed: texts and chips. (A choice may have a default that
// changes by itself, such as the last occasion.)
function given(form) {
  const texts = [...form.querySelectorAll(FREE)].map((field) => [field.name, field.defaultValue]);
  const chips = [...form.querySelectorAll("[data-chosen] input")].map((box) => [box.name, box.value]);
  return JSON.stringify([...texts, ...chips].filter(([, value]) => value));
}

function fill(form, draft) {
  const rows = new Map();
  for (const [name, value, title] of draft.rows) rows.set(name, [...(rows.get(name) || []), [value, title]]);
  for (const field of form.querySelectorAll("input, select, textarea")) {
    const kept = rows.get(field.name) || [];
    if (!field.name || HELD.has(field.name) || ["hidden", "file", "password"].includes(field.type)) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = kept.some(([value]) => value === field.value);
    else if (field.type !== "submit") field.value = kept[0]?.[0] || "";
  }
  for (const [name, kept] of rows) {
    if (!name.endsWith(".id")) continue;
    const chosen = form.querySelector(`[data-suggest="${CSS.escape(name.slice(0, -3))}"]`)?.closest(".field").querySelector("[data-chosen]");
    for (const [id, title] of kept) {
      if (chosen && ![...chosen.querySelectorAll("input")].some((box) => box.value === id)) chosen.append(makeChip(name, id, title || id));
    }
  }
  // With the revision that was on the screen then, the server notices what others changed since.
  const rev = form.querySelector('input[name="rev"]');
  if (rev && draft.rev) rev.value = draft.rev;
  for (const more of form.querySelectorAll("details")) more.open = true;
}

function tell(form, words, label, act) {
  const said = document.createElement("p");
  said.className = "kept";
  said.setAttribute("role", "status");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-link";
  button.textContent = label;
  button.addEventListener("click", () => {
    said.remove();
    act();
  });
  said.append(words, button);
  form.prepend(said);
}

function bringBack(form, key) {
  const draft = read(key);
  if (!draft || !draft.rows.length || draft.hidden !== hidden(form)) return;
  // The server's answer to this very draft already has everything, with what is to be looked at.
  if (draft.change && draft.change === held(form, "change_id")) {
    started.set(form, ""); // but it is not saved: leaving asks
    return;
  }
  const back = () => {
    fill(form, draft);
    if (draft.hidden === undefined) write(key, { ...draft, change: held(form, "change_id") });
    else sessionStorage.removeItem(key);
  };
  const anew = () => {
    sessionStorage.removeItem(key);
    leaving = true;
    location.reload();
  };
  if (draft.given === given(form)) {
    back();
    tell(form, "上次没存的内容放回来了。", "不要了", anew);
  } else {
    tell(form, "上次在这里填了没存。", "放回来", back);
  }
}

// Which of several forms with one address it is: what a form that is kept by its sending carries
// unseen. (Of those with data-keep each has its own address.)
function hidden(form) {
  if (form.matches("[data-keep]")) return undefined;
  const fields = [...form.querySelectorAll("input[type=hidden]")].filter((field) => !HELD.has(field.name));
  return JSON.stringify(fields.map((field) => [field.name, field.value]));
}

const same = (form) => JSON.stringify(content(form));
const posted = [...document.querySelectorAll("form[method=post]")];
const kept = posted.filter((form) => form.matches("[data-keep]"));
const others = posted.filter(
  (form) => !form.matches("[data-keep]") && form.querySelector(FREE) && !form.querySelector("[type=password]"),
);
const started = new Map([...kept, ...others].map((form) => [form, same(form)]));
let leaving = false;

// A draft goes when the page says that its very change was saved, and not on submitting: the answer
// may as well be the log-in page. The form's change id tells it from everything else that is saved.
// What was kept only for being sent goes with the next page, unless that says that it was not done.
const saved = document.querySelector("[data-saved]")?.dataset.saved;
const notDone = document.querySelector("[data-not-done]") !== null;
for (const key of Object.keys(sessionStorage).filter((each) => each.startsWith(DRAFT))) {
  const draft = read(key);
  const anothers = who && draft?.who !== who;
  const done = who && draft?.sent && !notDone;
  if (anothers || done || (saved && draft?.change === saved)) sessionStorage.removeItem(key);
  else if (draft?.sent && notDone) write(key, { ...draft, sent: false });
}

// A form that the server shows once more goes on as an act of its own: its draft goes with it.
const again = document.querySelector("[data-act-was]");
if (again) {
  const now = again.querySelector('[name="change_id"]')?.value;
  for (const key of Object.keys(sessionStorage).filter((each) => each.startsWith(DRAFT))) {
    const draft = read(key);
    if (now && draft?.change && draft.change === again.dataset.actWas) write(key, { ...draft, change: now });
  }
}

for (const form of kept) {
  const key = keyOf(form);
  const start = given(form);
  bringBack(form, key);
  const keep = () => {
    write(key, { who, rows: content(form), given: start, rev: held(form, "rev"), change: held(form, "change_id") });
  };
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  form.addEventListener("submit", () => (leaving = true));
  // 「不存了」 means it.
  for (const link of form.querySelectorAll(".submit a")) {
    link.addEventListener("click", () => {
      leaving = true;
      sessionStorage.removeItem(key);
    });
  }
}

for (const form of others) {
  const key = keyOf(form);
  const start = given(form);
  bringBack(form, key);
  form.addEventListener("submit", () => {
    if (same(form) === started.get(form)) return;
    const seen = new Set([...form.elements].filter((field) => field.type !== "hidden").map((field) => field.name));
    const rows = content(form).filter(([name]) => seen.has(name));
    const draft = { who, rows, given: start, rev: held(form, "rev"), hidden: hidden(form), sent: true };
    try {
      write(key, draft);
    } catch {
      // more than the browser keeps: then it is not kept
    }
  });
}

window.addEventListener("beforeunload", (event) => {
  if (leaving || kept.every((form) => same(form) === started.get(form))) return;
  event.preventDefault();
  event.returnValue = ""; // older Chromium asks only when this is set
});
// Back from the next page without a reload: the warning counts again.
window.addEventListener("pageshow", () => (leaving = false));

// ---- A workbook can be dropped on its box instead of being looked for in folders.

const boxes = [...document.querySelectorAll("[data-drop]")];

for (const box of boxes) {
  const input = box.querySelector('input[type="file"]');
  const name = box.querySelector("[data-file]");
  const show = () => {
    if (name) name.textContent = [...input.files].map((file) => file.name).join("、");
  };
  for (const kind of ["dragover", "dragenter"]) {
    box.addEventListener(kind, () => box.classList.add("over"));
  }
  box.addEventListener("dragleave", (event) => {
    if (!box.contains(event.relatedTarget)) box.classList.remove("over");
  });
  box.addEventListener("drop", (event) => {
    box.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    show();
    input.form.requestSubmit();
  });
  input.addEventListener("change", show);
}

// A file that misses the box would replace the page, and what was typed on it.
if (boxes.length) {
  for (const kind of ["dragover", "drop"]) {
    document.addEventListener(kind, (event) => event.preventDefault());
  }
}
