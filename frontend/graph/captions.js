// Up to eight captions laid over the picture. Each has a row of its own below it, where it is
// written, moved and taken away by keyboard; on the picture it can be dragged. One that hangs on a
// record goes where the record goes.
import { NODE_LINE, NODE_SIZE, textWidth, wrap } from "./look.js";
import { made } from "./panel.js";

const WIDEST = 16 * NODE_SIZE;
const STEP = 20;
const ARROWS = [["←", "左移", -STEP, 0], ["→", "右移", STEP, 0], ["↑", "上移", 0, -STEP], ["↓", "下移", 0, STEP]];

function looks(text) {
  const lines = wrap(text || "（写上说明）", WIDEST);
  const size = { width: Math.max(...lines.map((each) => textWidth(each, NODE_SIZE))) + 20, height: lines.length * NODE_LINE + 12 };
  return { lines, ...size, drawn: { ...size, text: lines.join("\n"), size: NODE_SIZE, pen: 1.5, x: 0, y: 0 } };
}

export class Captions {
  constructor(around, view, changed) {
    Object.assign(this, { around, view, changed, number: 0, list: [] });
    this.rows = around.querySelector("[data-picture-captions]");
    this.fault = around.querySelector("[data-caption-fault]");
    this.most = Number(around.dataset.mostCaptions);
    around.querySelector("[data-caption-add]").addEventListener("click", () => this.addHere());
    view.on("position", "node", (event) => this.moved(event.target));
  }

  // What was kept, or what was typed before the server refused it.
  bringBack() {
    const kept = JSON.parse(this.around.querySelector("[data-picture-lines]").value || "[]");
    kept.forEach((each) => this.add(each));
    this.fill();
  }

  data() {
    return this.list.map(({ text, node, x, y }) => ({ text, node, x: Math.round(x), y: Math.round(y) }));
  }

  anchor(caption) {
    const node = caption.node && this.view.getElementById(caption.node);
    return node && node.nonempty() ? node.position() : { x: 0, y: 0 };
  }

  add(caption) {
    const one = { ...caption, id: `caption-${(this.number += 1)}` };
    const at = this.anchor(one);
    this.list.push(one);
    this.view.add({
      group: "nodes",
      classes: "caption",
      data: { id: one.id, shape: "round-rectangle", border: 1.5, borderStyle: "solid", colour: "#7a4b00", ...looks(one.text) },
      position: { x: at.x + one.x, y: at.y + one.y },
    });
    return one;
  }

  // On the selected record, else in the middle of what is seen.
  addHere() {
    if (this.list.length >= this.most) {
      this.say(`一张图上最多${this.most}条说明，请先去掉一条。`);
      return;
    }
    const selected = this.view.nodes(":selected").not(".caption");
    const { x1, y1, x2, y2 } = this.view.extent();
    const spot = selected.nonempty() ? { node: selected.id(), x: 0, y: -(selected.data("height") / 2 + 34) } : { node: null, x: (x1 + x2) / 2, y: (y1 + y2) / 2 };
    const one = this.add({ text: "", ...spot });
    this.fill();
    this.changed();
    this.rows.querySelector(`[data-caption="${one.id}"] input`).focus();
  }

  say(words) {
    this.fault.textContent = words;
    this.fault.hidden = !words;
  }

  remove(one) {
    this.list = this.list.filter((each) => each !== one);
    this.view.getElementById(one.id).remove();
    this.fill();
    this.changed();
    this.around.querySelector("[data-caption-add]").focus();
  }

  write(one, text) {
    one.text = text;
    this.view.getElementById(one.id).data(looks(text));
    this.changed();
  }

  move(one, x, y) {
    const node = this.view.getElementById(one.id);
    const at = node.position();
    node.position({ x: at.x + x, y: at.y + y });
  }

  hang(one, id) {
    const at = this.view.getElementById(one.id).position();
    one.node = id || null;
    const base = this.anchor(one);
    [one.x, one.y] = [at.x - base.x, at.y - base.y];
    this.changed();
  }

  // A caption that was moved keeps its new place; those on a record that was moved go along.
  moved(node) {
    const own = this.list.find((each) => each.id === node.id());
    if (own) {
      const [at, base] = [node.position(), this.anchor(own)];
      [own.x, own.y] = [at.x - base.x, at.y - base.y];
      this.changed();
      return;
    }
    const at = node.position();
    for (const each of this.list) {
      if (each.node === node.id()) this.view.getElementById(each.id).position({ x: at.x + each.x, y: at.y + each.y });
    }
  }

  // After another set of records was drawn: one that hung on somebody who went is not shown.
  settle() {
    for (const each of this.list) {
      const there = !each.node || this.view.getElementById(each.node).nonempty();
      const node = this.view.getElementById(each.id);
      node.style("display", there ? "element" : "none");
      const at = this.anchor(each);
      if (there) node.position({ x: at.x + each.x, y: at.y + each.y });
    }
    this.fill();
  }

  fill() {
    this.say("");
    this.rows.replaceChildren(...this.list.map((one) => this.row(one)));
  }

  row(one) {
    const row = made("li", "");
    row.dataset.caption = one.id;
    const input = made("input", "", { className: "form-control", value: one.text, maxLength: 80, autocomplete: "off" });
    input.setAttribute("aria-label", "说明");
    input.addEventListener("input", () => this.write(one, input.value));
    const select = made("select", "", { className: "form-select" });
    select.setAttribute("aria-label", "挂在哪里");
    select.append(made("option", "放在图上", { value: "" }));
    this.view.nodes().not(".caption").forEach((node) => select.append(made("option", `跟着${node.data("label")}`, { value: node.id() })));
    select.value = one.node || "";
    select.addEventListener("change", () => this.hang(one, select.value));
    const buttons = ARROWS.map(([sign, words, x, y]) => {
      const button = made("button", sign, { type: "button", className: "btn btn-outline-secondary btn-sm" });
      button.setAttribute("aria-label", `说明${words}`);
      button.addEventListener("click", () => this.move(one, x, y));
      return button;
    });
    const away = made("button", "去掉", { type: "button", className: "btn btn-link btn-sm" });
    away.addEventListener("click", () => this.remove(one));
    row.append(input, select, ...buttons, away);
    return row;
  }
}
