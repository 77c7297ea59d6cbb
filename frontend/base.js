// What every page does besides showing: suggestions, drafts, the dropped file, the saved message.
// Everything works without it, only less comfortably.
import htmx from "htmx.org";

const token = document.querySelector('meta[name="csrf-token"]')?.content;

document.addEventListener("htmx:configRequest", (event) => {
  if (token) event.detail.headers["X-CSRFToken"] = token;
});

// A name that is chosen from the suggestions becomes a chip with its id; typed names are left to
// the server, which asks when several people bear one.
function choose(button) {
  const list = button.closest("[data-suggest]");
  const field = list.closest(".field");
  const input = field.querySelector("input.form-control");
  const chosen = field.querySelector("[data-chosen]");
  if (!list.dataset.many) chosen.replaceChildren();
  const chip = document.createElement("label");
  chip.className = "chip";
  const box = document.createElement("input");
  box.type = "checkbox";
  box.name = `${list.dataset.suggest}.id`;
  box.value = button.dataset.id;
  box.checked = true;
  chip.append(box, ` ${button.dataset.title}`);
  chosen.append(chip);
  const names = input.value.replaceAll("，", "、").split("、");
  names.pop();
  input.value = names.length ? `${names.join("、")}、` : "";
  list.replaceChildren();
  input.focus();
}

document.addEventListener("click", (event) => {
  const suggestion = event.target.closest(".suggestion");
  if (suggestion) choose(suggestion);
  for (const menu of document.querySelectorAll("details.me[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// 「已存 · 撤回」 stays for 15 seconds and does not move anything when it goes.
for (const message of document.querySelectorAll("[data-fade]")) {
  setTimeout(() => message.classList.add("gone"), 15000);
}

// What was typed is kept in this tab until it is saved: a log-out in the middle loses nothing.
const place = (form) => `draft:${location.pathname}:${form.action}`;
const secret = new Set(["csrf_token", "change_id", "rev"]);

function restore(form) {
  const kept = sessionStorage.getItem(place(form));
  if (!kept) return;
  for (const [name, value] of JSON.parse(kept)) {
    const field = form.elements.namedItem(name);
    if (field && "value" in field && !field.value && field.type !== "hidden") field.value = value;
  }
}

for (const form of document.querySelectorAll("form[data-keep]")) {
  restore(form);
  form.addEventListener("input", () => {
    const typed = [...new FormData(form)].filter(
      ([name, value]) => typeof value === "string" && value && !secret.has(name),
    );
    sessionStorage.setItem(place(form), JSON.stringify(typed));
  });
  form.addEventListener("submit", () => sessionStorage.removeItem(place(form)));
}

// A workbook can be dropped on its box instead of being looked for in folders.
for (const box of document.querySelectorAll("[data-drop]")) {
  const input = box.querySelector('input[type="file"]');
  const name = box.querySelector("[data-file]");
  const show = () => {
    if (name && input.files.length) name.textContent = input.files[0].name;
  };
  for (const kind of ["dragover", "dragenter"]) {
    box.addEventListener(kind, (event) => {
      event.preventDefault();
      box.classList.add("over");
    });
  }
  box.addEventListener("dragleave", () => box.classList.remove("over"));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    box.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    show();
    box.closest("form").requestSubmit();
  });
  input.addEventListener("change", show);
}

htmx.config.refreshOnHistoryMiss = true;
