// What a picture is asked, as the arguments of its address: the page, the fetch of the data, the
// link that opens it again and the form that keeps it all say the same.

export async function fetched(address) {
  try {
    const reply = await fetch(address, { headers: { Accept: "application/json" } });
    // After a log-out the answer is the log-in page, which is no JSON.
    return reply.ok ? await reply.json() : null;
  } catch {
    return null;
  }
}

export class Question {
  constructor(around) {
    this.around = around;
    this.form = around.querySelector("[data-picture-filters]");
    this.asked = new URLSearchParams(around.dataset.asked);
  }

  get marked() {
    const [id, how] = (this.asked.get("marked") || "").split(/\.(?=[^.]*$)/);
    return how ? { id, how } : null;
  }

  mark(id, how) {
    if (id) this.asked.set("marked", `${id}.${how}`);
    else this.asked.delete("marked");
    this.remember();
  }

  get more() {
    return this.asked.getAll("more");
  }

  open(id, way) {
    if (!this.more.includes(`${id}.${way}`)) this.asked.append("more", `${id}.${way}`);
  }

  shut(key) {
    const rest = this.more.filter((each) => each !== key);
    this.asked.delete("more");
    rest.forEach((each) => this.asked.append("more", each));
  }

  // The filters as they are ticked now; all of them ticked says nothing, and a layout that nobody
  // chose goes by how much there is.
  readFilters(changed) {
    const typed = new FormData(this.form);
    for (const name of ["kind", "state"]) {
      this.asked.delete(name);
      const [all, chosen] = [this.form.querySelectorAll(`[name=${name}]`).length, typed.getAll(name)];
      if (chosen.length < all) chosen.forEach((each) => this.asked.append(name, each));
    }
    if (changed === "layout") this.asked.set("layout", typed.get("layout"));
    for (const name of ["since", "until", "steps"]) {
      const value = (typed.get(name) || "").trim();
      if (value && !(name === "steps" && value === "1")) this.asked.set(name, value);
      else this.asked.delete(name);
    }
  }

  // What is drawn, whatever is marked in it.
  get picture() {
    const asked = new URLSearchParams(this.asked);
    asked.delete("marked");
    return asked.toString();
  }

  fetch() {
    return fetched(`${this.around.dataset.address}?${this.asked}`);
  }

  get address() {
    const { page, open } = this.around.dataset;
    const asked = new URLSearchParams(this.asked);
    if (page !== open) asked.set("asked", "1");
    return asked.toString() ? `${page}?${asked}` : page;
  }

  // In the address bar, in the form that narrows and in the form that keeps.
  remember() {
    history.replaceState(history.state, "", this.address);
    const hidden = (name, value) => Object.assign(document.createElement("input"), { type: "hidden", name, value });
    this.around.querySelector("[data-picture-question]")?.replaceChildren(...[...this.asked].map(([name, value]) => hidden(name, value)));
    this.form.querySelectorAll("input[name=more]").forEach((each) => each.remove());
    this.form.append(...this.more.map((each) => hidden("more", each)));
  }
}
