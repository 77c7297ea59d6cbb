// Which names are written. At any zoom a name is written so large that it can be read; where not all
// have room, those with the most ties are written and the others are small marks of their shape.
// What is selected, what was searched and what the picture opens from are written first. No name
// lies on another, is cut by the frame, or has a line running through it.
import { EDGE_LINE, EDGE_SIZE, NODE_SIZE, sized, textWidth } from "./look.js";
import { path } from "./routes.js";
import { Space, rect } from "./space.js";

const LEAST = 11; // the size of the smallest name, in dots of the screen
const MARK = 10;
const APART = 3;
const ARROW = 8; // between two boxes the arrow is to be seen
const STILL = 60; // milliseconds after the last movement

export const enlarged = (zoom) => Math.max(1, LEAST / (NODE_SIZE * zoom));

export class Names {
  constructor(view, { start = () => "", said = () => {} } = {}) {
    Object.assign(this, { view, start, said, waiting: 0, was: new Map() });
    view.on("viewport resize", () => this.soon());
    view.on("select unselect", () => this.soon());
    view.on("add remove", () => this.was.clear());
  }

  soon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.write(), STILL);
  }

  // What was drawn is no longer known, as after a caption was written.
  anew() {
    this.was.clear();
    this.soon();
  }

  write() {
    clearTimeout(this.waiting);
    const { view } = this;
    if (view.destroyed() || !view.width()) return;
    Object.assign(this, { zoom: view.zoom(), larger: enlarged(view.zoom()), space: new Space() });
    this.frame = { x1: 1, y1: 1, x2: view.width() - 1, y2: view.height() - 1 };
    const pan = view.pan();
    this.onScreen = ({ x, y }) => ({ x: x * this.zoom + pan.x, y: y * this.zoom + pan.y });
    const nodes = this.inOrder();
    view.edges().forEach((edge) => this.space.line(path(edge).map(this.onScreen), edge, this.frame));
    view.batch(() => this.writeAll(nodes));
    const inside = nodes.filter((node) => this.within(rect(this.onScreen(node.position()), 0, 0)));
    this.said(inside.filter((node) => !node.hasClass("named")).length);
  }

  inOrder() {
    const first = this.start();
    const rank = (node) => [node.hasClass("caption"), node.selected(), node.hasClass("hit"), node.id() === first].indexOf(true) + 1 || 9;
    const order = this.view.nodes().filter((node) => node.visible()).toArray();
    const key = new Map(order.map((node) => [node, [rank(node), -node.degree()]]));
    return order.sort((one, other) => key.get(one)[0] - key.get(other)[0] || key.get(one)[1] - key.get(other)[1] || (one.id() < other.id() ? -1 : 1));
  }

  writeAll(nodes) {
    const ends = this.view.edges(":selected").connectedNodes();
    const sure = (node) => node.selected() || ends.contains(node) || node.hasClass("hit") || node.hasClass("caption") || node.id() === this.start();
    const tie = this.view.edges(":selected");
    const [must, may] = [nodes.filter(sure), nodes.filter((node) => !sure(node))];
    for (const node of nodes) this.space.box(this.markBox(node), `mark ${node.id()}`);
    for (const node of must) this.tryAll(node, false) || this.tryAll(node, true) || this.mark(node);
    if (tie.nonempty()) this.words(tie[0]);
    for (const node of may) this.tryAll(node, false) || this.mark(node);
    this.view.edges().forEach((edge) => edge.selected() || this.words(edge));
  }

  within({ x1, y1, x2, y2 }) {
    const { frame } = this;
    return x1 >= frame.x1 && y1 >= frame.y1 && x2 <= frame.x2 && y2 <= frame.y2;
  }

  markBox(node) {
    return rect(this.onScreen(node.position()), MARK + 2, MARK + 2);
  }

  // `covering` names, of those that are wanted, may lie on marks without a name, never on names.
  free(box, node, covering, own, beside = APART) {
    if (!this.within(box)) return false;
    const wide = { x1: box.x1 - beside, y1: box.y1 - APART, x2: box.x2 + beside, y2: box.y2 + APART };
    const taken = (each) => each.owner !== `mark ${node.id()}` && !(covering && String(each.owner).startsWith("mark "));
    if (this.space.boxIn(wide, taken)) return false;
    return !this.space.linesIn(box, own);
  }

  tryAll(node, covering) {
    return this.asBox(node, covering) || this.asWords(node, covering);
  }

  // In its shape, as it is or larger.
  asBox(node, covering) {
    const data = this.larger > 1 && !node.hasClass("caption") ? { ...node.data(), ...sized(node.data(), false) } : node.data();
    const size = this.zoom * this.larger;
    const box = rect(this.onScreen(node.position()), data.width * size + 2, data.height * size + 2);
    if (!this.free(box, node, covering, (edge) => edge.source() === node || edge.target() === node, ARROW)) return false;
    this.take(node, box);
    this.put(node, { text: data.lines.join("\n"), width: data.width * this.larger, height: data.height * this.larger, size: NODE_SIZE * this.larger, pen: node.data("border") * this.larger, x: 0, y: 0 });
    return true;
  }

  // Beside its mark, on one line.
  asWords(node, covering) {
    if (node.hasClass("caption")) return false;
    const at = this.onScreen(node.position());
    const size = Math.max(LEAST, Math.min(NODE_SIZE, NODE_SIZE * this.zoom));
    const [wide, high] = [textWidth(node.data("label"), size) + 4, size + 5];
    const [x, y] = [(wide + MARK) / 2 + 2, (high + MARK) / 2];
    for (const [dx, dy] of [[x, 0], [-x, 0], [0, y], [0, -y], [x, y], [x, -y], [-x, y], [-x, -y]]) {
      const box = rect({ x: at.x + dx, y: at.y + dy }, wide, high);
      if (!this.free(box, node, covering, () => false)) continue;
      this.take(node, box);
      this.put(node, { ...this.small(), text: node.data("label"), size: size / this.zoom, x: dx / this.zoom, y: dy / this.zoom });
      return true;
    }
    return false;
  }

  small() {
    return { width: MARK / this.zoom, height: MARK / this.zoom, pen: 2 / this.zoom };
  }

  mark(node) {
    node.removeClass("named");
    this.put(node, { ...this.small(), text: "", size: NODE_SIZE, x: 0, y: 0 });
  }

  take(node, box) {
    node.addClass("named");
    this.space.box(box, node);
  }

  // The words on a line; those of the selected one at any zoom, where they have room; the panel has them.
  words(edge) {
    const lines = edge.selected() ? [edge.data("said")] : this.larger > 1 ? [] : edge.data("lines") || [];
    const size = edge.selected() ? Math.max(EDGE_SIZE, LEAST / this.zoom) : EDGE_SIZE;
    let text = lines.join("\n");
    if (text) {
      const wide = Math.max(...lines.map((line) => textWidth(line, size))) * this.zoom;
      const box = rect(this.onScreen(edge.midpoint()), wide + 4, ((lines.length * EDGE_LINE * size) / EDGE_SIZE) * this.zoom);
      if (this.free(box, edge, false, (each) => each === edge)) this.space.box(box, edge);
      else text = "";
    }
    this.put(edge, { text, size, ...this.stroke(edge) });
  }

  // Lines and their arrows stay visible from afar, and do not cover the marks.
  stroke(edge) {
    const pen = edge.data("width") * Math.min(2.4, this.larger);
    const usual = 29; // what the library makes an arrow at least, as long as a line is not broad
    return { pen, arrow: (0.9 * usual * Math.min(this.larger, 1.6)) / Math.max(usual, (pen * 13.37) ** 0.9) };
  }

  // Only what changed is told to the library.
  put(element, look) {
    const key = JSON.stringify(look);
    if (this.was.get(element.id()) === key) return;
    this.was.set(element.id(), key);
    element.data("drawn", look);
  }
}
