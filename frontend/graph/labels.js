// Which words are shown where there is no room for all: none lies on another.
import { EDGE_LINE, EDGE_SIZE, NODE_SIZE, textWidth } from "./look.js";

const CELL = 8;
const FAR = 12; // the size of a name when all is seen from afar, in dots of the screen
const LEGIBLE = 8;

// What is taken of the plane, in cells.
class Room {
  constructor(cell) {
    this.cell = cell;
    this.taken = new Set();
  }

  cells({ x1, y1, x2, y2 }) {
    const found = [];
    for (let x = Math.floor(x1 / this.cell); x <= Math.floor(x2 / this.cell); x += 1) {
      for (let y = Math.floor(y1 / this.cell); y <= Math.floor(y2 / this.cell); y += 1) found.push(`${x} ${y}`);
    }
    return found;
  }

  take(box, evenIfTaken) {
    const cells = this.cells(box);
    if (!evenIfTaken && cells.some((each) => this.taken.has(each))) return false;
    cells.forEach((each) => this.taken.add(each));
    return true;
  }
}

const around = ({ x, y }, width, height) => ({ x1: x - width / 2, y1: y - height / 2, x2: x + width / 2, y2: y + height / 2 });

// The words on lines that would lie on a name or on other words are left out; the line still tells
// its state, and its words stand beside the picture when it is selected.
export function clearLines(records) {
  const room = new Room(CELL);
  records.nodes().forEach((node) => room.take(around(node.position(), node.data("width"), node.data("height")), true));
  records.edges().forEach((edge) => {
    const lines = edge.data("lines");
    if (!lines.length) return;
    const width = Math.max(...lines.map((line) => textWidth(line, EDGE_SIZE)));
    if (!room.take(around(edge.midpoint(), width, lines.length * EDGE_LINE - 4))) edge.data({ lines: [], text: "" });
  });
}

// Seen from afar the names within the shapes are too small: then as many as have room are written
// larger, those with the most ties first; projects are what a picture is looked at for.
export function overview(view) {
  let [waiting, last] = [0, 0];
  const weight = (node) => node.degree() + (node.data("kind") === "project" ? 3 : 0);
  const write = () => {
    waiting = 0;
    if (view.destroyed()) return;
    const zoom = view.zoom();
    if (zoom === last) return;
    last = zoom;
    const nodes = view.nodes().not(".caption");
    view.batch(() => {
      nodes.filter(".far").removeClass("far").removeStyle("font-size text-outline-width");
      if (zoom * NODE_SIZE >= LEGIBLE) return;
      const room = new Room(CELL / zoom);
      for (const node of nodes.sort((one, other) => weight(other) - weight(one) || (one.id() < other.id() ? -1 : 1))) {
        const width = (textWidth(node.data("label"), FAR) + 6) / zoom;
        if (!room.take(around(node.position(), width, (FAR + 4) / zoom))) continue;
        node.addClass("far").style({ "font-size": FAR / zoom, "text-outline-width": 2.5 / zoom });
      }
    });
  };
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(write, 150);
  };
  view.on("zoom resize", soon);
  view.on("add remove", () => (last = 0));
  write();
  return () => {
    last = 0;
    soon();
  };
}
