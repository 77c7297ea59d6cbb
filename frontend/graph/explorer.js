// 关系图: one picture that can be opened up, narrowed, searched, written on and kept. Everything that
// is asked stands in the address; a change asks the server anew and draws the answer.
import cytoscape from "cytoscape";
import { keepMark, keptMark } from "./arrivals.js";
import { Captions } from "./captions.js";
import { exportButtons, printing } from "./files.js";
import { Names } from "./labels.js";
import { layered, network } from "./layout.js";
import { asEdge, asNode, legend, style } from "./look.js";
import { Panel, made, unnamed } from "./panel.js";
import { Question } from "./question.js";
import { bend, unbend } from "./routes.js";
import { Table } from "./table.js";
import { behave, fit, frame, zoomBy } from "./viewport.js";

const ASIDE = 70; // so near to the frame a name may have no room
const LAST = "\uffff"; // after every id
const MANY = 400; // from so many elements on, moving is drawn more coarsely
const NUDGE = { ArrowLeft: [-20, 0], ArrowRight: [20, 0], ArrowUp: [0, -20], ArrowDown: [0, 20] };

export class Explorer {
  constructor(around) {
    this.around = around;
    this.box = this.find("graph");
    this.question = new Question(around);
    this.called = new Map();
    this.turn = 0;
    this.arranged = false; // whether something stands where a hand or a saved view put it
  }

  find(name) {
    return this.around.querySelector(`[data-picture-${name}]`);
  }

  async start() {
    for (const each of this.around.querySelectorAll("[data-with-script]")) each.hidden = false;
    for (const each of this.around.querySelectorAll("[data-without-script]")) each.hidden = true;
    this.find("rows").open = false; // without a picture it is the page
    this.find("legend").textContent = "正在画图……";
    const data = await this.question.fetch();
    if (!data || !data.nodes.length) {
      this.none(data);
      return;
    }
    await document.fonts.ready; // sizes are measured from the text
    this.box.hidden = false;
    this.view = cytoscape({
      container: this.box,
      style,
      minZoom: 0.05,
      maxZoom: 2.5,
      boxSelectionEnabled: false,
      selectionType: "single",
      ...(data.nodes.length + data.edges.length > MANY ? { textureOnViewport: true, hideEdgesOnViewport: true, pixelRatio: 1 } : {}),
    });
    this.names = new Names(this.view, { start: () => this.data.start, said: (count) => (this.find("unnamed").textContent = unnamed(count)) });
    this.panel = new Panel(this.find("panel"), {
      select: (id) => this.select(this.view.getElementById(id), true),
      open: (id, way) => this.opened(id, way),
      shut: (key) => this.shut(key),
      mark: (id, how) => this.mark(id, how),
    });
    this.table = new Table(this.around, (id) => this.select(this.view.getElementById(id), true));
    this.captions = new Captions(this.around, this.view, () => {
      this.written = true;
      this.names.anew();
      this.keepUp();
    });
    this.draw(data);
    this.captions.bringBack();
    this.show();
    this.listen();
    this.applyMark();
    this.keepUp();
    this.written = false; // captions that were typed and not kept ask before the page is left
    this.box.dataset.ready = "1";
  }

  none(data) {
    this.around.classList.add("picture-none");
    this.find("rows").open = true;
    this.box.hidden = Boolean(data);
    this.box.classList.add("graph-none");
    if (!data) this.box.textContent = "图这次没有取到，下面表里的内容是一样的。刷新一下可以再试。";
    this.question.form.addEventListener("change", () => this.question.form.submit());
    this.box.dataset.ready = "1";
  }

  // ---- What is drawn.

  draw(data) {
    const { view } = this;
    const wanted = new Set([...data.nodes, ...data.edges].map((each) => each.id));
    const first = view.elements().empty();
    const fresh = [...data.nodes.map(asNode), ...data.edges.map(asEdge)];
    view.batch(() => {
      view.elements().not(".caption").filter((each) => !wanted.has(each.id())).remove();
      view.add(fresh.filter((each) => view.getElementById(each.data.id).empty()));
    });
    this.called = new Map(data.nodes.map((node) => [node.id, node.label]));
    this.data = data;
    const spots = first ? JSON.parse(this.find("spots").value || "{}") : {};
    this.stand(first, spots);
    this.table.fill(data);
    this.find("rows").hidden = !data.edges.length;
    this.find("empty").hidden = Boolean(data.edges.length);
    this.question.form.elements.layout.value = data.layout;
    this.find("shown").textContent = data.summary;
    this.find("larger").hidden = !data.larger;
    this.find("undated").textContent = data.undated ? `没记年份的引荐${data.undated}条没有画。` : "";
    this.find("legend").textContent = legend(view);
    this.chips();
    const title = this.around.dataset.title;
    this.box.setAttribute("role", "application");
    this.box.setAttribute("aria-roledescription", "关系图");
    this.box.setAttribute("aria-label", `${title}：${data.summary}。下面的表是同样的内容。`);
    this.box.tabIndex = 0;
  }

  records() {
    return this.view.elements().not(".caption");
  }

  stand(first, spots, anew = false) {
    const records = this.records();
    const placed = new Set(Object.keys(spots));
    if (first && placed.size) {
      this.arranged = true;
      records.nodes().forEach((node) => placed.has(node.id()) && node.position({ x: spots[node.id()][0], y: spots[node.id()][1] }));
      this.settled = placed;
    }
    const known = new Set(records.nodes().map((node) => node.id()).filter((id) => this.settled?.has(id)));
    const [picture, kept] = [this.question.picture, anew ? LAST : keptMark(this.question.picture)];
    if (this.data.layout === "layered" && !this.arranged) keepMark(picture, layered(records, this.box, kept));
    else if (this.data.layout === "network" && !this.arranged && !known.size) keepMark(picture, network(records, null, kept));
    else {
      // new ones come beside those that stay
      if (known.size < records.nodes().length) network(records, known);
      else bend(records.edges());
    }
    this.settled = new Set(records.nodes().map((node) => node.id()));
  }


  again() {
    this.arranged = false;
    this.settled = null;
    this.stand(false, {}, true);
    this.captions.settle();
    this.show();
    this.keepUp();
  }

  show() {
    frame(this.view, this.box);
    this.names.write();
  }

  chips() {
    const list = this.find("opened");
    const ways = { introductions: "引荐", firms: "单位", projects: "项目", symposia: "座谈", village: "老家村" };
    list.replaceChildren(
      ...this.question.more.flatMap((key) => {
        const [id, way] = key.split(/\.(?=[^.]*$)/);
        if (!this.called.has(id)) return [];
        const item = document.createElement("li");
        const button = made("button", `${this.called.get(id)} · ${ways[way]} `, { type: "button", className: "chip" });
        const cross = made("span", "×");
        cross.setAttribute("aria-hidden", "true");
        button.append(cross, made("span", "收起", { className: "visually-hidden" }));
        button.addEventListener("click", () => this.shut(key));
        item.append(button);
        return [item];
      }),
    );
  }

  // ---- What is asked.

  async ask(focus) {
    this.question.remember();
    this.turn += 1;
    const turn = this.turn;
    const data = await this.question.fetch();
    if (turn !== this.turn) return; // something else was asked meanwhile
    if (!data) {
      this.say("这次没有取到，图还是原来的。请再试一次。");
      return;
    }
    this.say(data.edges.length ? "" : "照现在的筛选没有关系可画，请放宽一些。");
    this.draw(data);
    this.captions.settle();
    this.search(this.find("find").value);
    this.show();
    this.applyMark();
    this.keepUp();
    const selected = this.view.$(":selected");
    if (selected.nonempty()) this.select(selected, false);
    else this.panel.clear();
    this.box.dataset.drawn = String(Number(this.box.dataset.drawn || 0) + 1);
  }

  opened(id, way) {
    this.question.open(id, way);
    this.ask(this.view.getElementById(id));
  }

  shut(key) {
    this.question.shut(key);
    this.ask(this.view.getElementById(key.split(/\.(?=[^.]*$)/)[0]));
  }

  mark(id, how) {
    this.question.mark(id, how);
    this.applyMark();
    const selected = this.view.nodes(":selected").not(".caption");
    if (selected.nonempty()) this.panel.node(selected, this.question);
  }

  // A person's surroundings, or everybody on the way from the beginning to the project.
  applyMark() {
    const { marked } = this.question;
    const records = this.records();
    records.removeClass("faded");
    const node = marked && this.view.getElementById(marked.id);
    if (!node || node.empty()) return;
    const own = (edges) => edges.filter((each) => each.isNode() || each.data("way") !== "firms");
    const lit = marked.how === "near" ? node.closedNeighborhood() : own(node.union(node.predecessors()).union(node.successors()));
    records.difference(lit).addClass("faded");
  }

  // ---- What is selected.

  select(element, bring) {
    if (element.empty()) return;
    this.view.$(":selected").not(element).unselect();
    element.select();
    if (element.hasClass("caption")) return;
    const tie = element.isEdge();
    if (tie) this.panel.tie(element.data(), this.called);
    else this.panel.node(element, this.question);
    this.table.mark(tie ? [element.id()] : element.connectedEdges().map((edge) => edge.id()));
    if (bring) this.bring(element);
  }

  clear() {
    this.view.$(":selected").unselect();
    this.panel.clear();
    this.table.mark([]);
    if (this.question.marked) this.mark(null);
  }

  // Into what is seen; nothing slides.
  bring(element) {
    const { x, y } = element.isNode() ? element.renderedPosition() : element.renderedMidpoint();
    const near = (at, size) => at < ASIDE || at > size - ASIDE;
    if (near(x, this.view.width()) || near(y, this.view.height())) this.view.center(element);
    this.names.soon();
  }

  search(typed) {
    const words = typed.toLowerCase().replace(/\s/g, "");
    const nodes = this.records().nodes();
    nodes.removeClass("hit");
    const hits = words ? nodes.filter((node) => `${node.data("label").toLowerCase()} ${node.data("words")}`.includes(words)) : nodes.filter(() => false);
    hits.addClass("hit");
    this.find("found").textContent = words ? `找到 ${hits.length} 项` : "";
    this.hits = hits;
    this.hit = -1;
    if (hits.nonempty() && !hits.some((node) => this.seen(node))) this.bring(hits[0]);
    this.names.soon();
  }

  seen(node) {
    const { x, y } = node.renderedPosition();
    return x > ASIDE && y > ASIDE / 2 && x < this.view.width() - ASIDE && y < this.view.height() - ASIDE / 2;
  }

  nextHit() {
    if (!this.hits?.length) return;
    this.hit = (this.hit + 1) % this.hits.length;
    this.select(this.hits[this.hit], true);
  }

  step(by) {
    const nodes = this.records().nodes();
    if (nodes.empty()) return;
    const at = nodes.toArray().findIndex((node) => node.selected());
    this.select(nodes[(at + by + nodes.length) % nodes.length], true);
  }

  // ---- Hands.

  listen() {
    const { view, box, question, around } = this;
    behave(view, box);
    view.on("tap", (event) => (event.target === view ? this.clear() : this.select(event.target, false)));
    view.on("dbltap", "node", (event) => event.target.data("href") && this.panel.openFirst());
    view.on("position", "node", (event) => event.target.grabbed() && unbend(event.target.connectedEdges()));
    view.on("free", "node", () => {
      this.arranged = true;
      this.names.soon();
      this.keepUp();
    });
    box.addEventListener("keydown", (event) => this.key(event));
    question.form.addEventListener("submit", (event) => event.preventDefault());
    question.form.addEventListener("change", (event) => {
      if (event.target.type === "search" || !this.understood(event.target)) return;
      question.readFilters(event.target.name);
      if (event.target.name === "layout") [this.arranged, this.settled] = [false, null];
      this.ask();
    });
    this.find("larger").addEventListener("click", (event) => {
      event.preventDefault();
      question.asked.set("large", "1");
      this.ask();
    });
    const keeping = this.find("keep");
    keeping.addEventListener("submit", () => (this.written = false));
    window.addEventListener("beforeunload", (event) => {
      if (!this.written) return;
      event.preventDefault();
      event.returnValue = ""; // older Chromium asks only when this is set
    });
    const search = this.find("find");
    search.addEventListener("input", () => this.search(search.value));
    search.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.nextHit();
    });
    for (const button of around.querySelectorAll("[data-graph-zoom]")) button.addEventListener("click", () => zoomBy(view, Number(button.dataset.graphZoom)));
    around.querySelector("[data-graph-fit]").addEventListener("click", () => fit(view));
    around.querySelector("[data-graph-again]").addEventListener("click", () => this.again());
    around.querySelector("[data-graph-link]").addEventListener("click", () => this.copyLink());
    const leaving = () => ({ view, title: around.dataset.title, foot: [`${this.data.summary}。`, legend(view)] });
    exportButtons(around, leaving);
    printing(around, leaving);
    let width = box.clientWidth;
    new ResizeObserver(() => {
      if (!box.clientWidth || box.clientWidth === width) return;
      width = box.clientWidth;
      requestAnimationFrame(() => this.show());
    }).observe(box);
  }

  // A year that is none, or nothing left to draw: said, and the picture stays.
  understood({ name, type }) {
    const boxes = [...this.question.form.querySelectorAll(`[name=${name}]`)];
    if (type === "checkbox" && !boxes.some((each) => each.checked)) {
      boxes.forEach((each) => (each.checked = true));
      this.say("至少要留一种，已全部勾上。");
      return true;
    }
    const years = [...this.question.form.querySelectorAll("[name=since], [name=until]")];
    const right = years.every((each) => /^(\d{4}年?)?$/.test(each.value.trim()));
    this.say(right ? "" : "年份请写四位数字，例如 2019。");
    return right;
  }

  key(event) {
    const selected = this.view.nodes(":selected");
    if (event.altKey && event.key in NUDGE && selected.nonempty()) {
      const [x, y] = NUDGE[event.key];
      unbend(selected.connectedEdges());
      this.names.soon();
      selected.forEach((node) => node.position({ x: node.position("x") + x, y: node.position("y") + y }));
      this.arranged = true;
      this.keepUp();
    } else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (event.key === "n" || event.key === "N") this.step(1);
    else if (event.key === "p" || event.key === "P") this.step(-1);
    else if (event.key === "Escape") this.clear();
    else if (event.key === "Enter") this.panel.openFirst();
    else return;
    event.preventDefault();
  }

  // What the form would keep if it were sent now.
  keepUp() {
    const spots = {};
    this.records().nodes().forEach((node) => (spots[node.id()] = [Math.round(node.position("x")), Math.round(node.position("y"))]));
    this.find("spots").value = JSON.stringify(spots);
    this.find("lines").value = JSON.stringify(this.captions.data());
    this.question.remember();
  }

  say(words) {
    this.find("said").textContent = words;
  }

  async copyLink() {
    const address = new URL(this.question.address, location.href).href;
    try {
      await navigator.clipboard.writeText(address);
      this.say("抄好了，可以粘贴给同事；对方只看得到归他看的。");
    } catch {
      this.say(`请从地址栏抄：${address}`);
    }
  }
}
