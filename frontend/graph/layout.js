// Where everything stands. Layered: who introduced whom, from left to right. Network: parties that
// are tied stand near each other. Both give the same places for the same data, and nothing moves by
// itself: a layout is worked out and then shown.
import { forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";
import { EDGE_LINE, EDGE_SIZE, MARGIN, textWidth } from "./look.js";
import { LARGEST, tallest } from "./viewport.js";

const NARROW = 560;
const GAP = 34;

// Across, a label on one line leaves room for the one below it; downwards, narrow ones stand beside
// each other.
export function label(edges, across) {
  edges.forEach((edge) => {
    const parts = (edge.data("label") || "").split("·").filter(Boolean);
    const lines = across && parts.length ? [parts.join(" ")] : parts;
    edge.data({ lines, text: lines.join("\n") });
  });
}

// dagre alone puts every group below the one before: thirty small chains would be one thin strip.
// So each group of connected parties is laid out by itself, then the groups side by side.
export function layered(elements, box) {
  const narrow = box.clientWidth < NARROW;
  // In the order of the data: the page's table begins with the same parties. Those who are alone
  // come last.
  const place = new Map(elements.nodes().map((node, i) => [node.id(), i]));
  const alone = (group) => (group.nodes().length === 1 ? place.size : 0);
  const first = (group) => alone(group) + Math.min(...group.nodes().map((node) => place.get(node.id())));
  const groups = elements.components().map((group) => [first(group), group]);
  const sorted = groups.sort(([one], [other]) => one - other).map(([, group]) => group);
  for (const group of sorted) layOutGroup(group, narrow);
  pack(sorted, box);
}

function layOutGroup(group, narrow) {
  if (group.nodes().length === 1) {
    group.nodes().positions({ x: 0, y: 0 });
    return;
  }
  const run = (across) => {
    label(group.edges(), across);
    const labels = group.edges().map((edge) => edge.data("lines"));
    const widest = Math.max(0, ...labels.flat().map((line) => textWidth(line, EDGE_SIZE)));
    const most = Math.max(1, ...labels.map((lines) => lines.length));
    const direction = across ? { rankDir: "LR", rankSep: widest + 56, nodeSep: 22 } : { rankDir: "TB", rankSep: most * EDGE_LINE + 40, nodeSep: 40 };
    // The exact way to find the layers takes minutes for hundreds.
    const ranker = group.nodes().length > 150 ? "longest-path" : "network-simplex";
    group.layout({ name: "dagre", ...direction, ranker, fit: false, animate: false }).run();
    return group.boundingBox().w;
  };
  const across = run(true);
  // On a phone a long chain goes downwards, but a fan of many stays across: whichever is narrower.
  if (narrow && run(false) > across) run(true);
}

function pack(groups, box) {
  const boxes = groups.map((group) => group.boundingBox());
  const sum = boxes.reduce((high, each) => high + each.h + GAP, 0);
  const room = { w: box.clientWidth - 2 * MARGIN, h: tallest() - 2 * MARGIN };

  // Fill `count` columns from the top, in the order of the data.
  function columns(count) {
    const made = [{ w: 0, h: 0, groups: [] }];
    boxes.forEach((each, i) => {
      let column = made[made.length - 1];
      if (column.h && column.h + each.h / 2 > sum / count && made.length < count) {
        column = { w: 0, h: 0, groups: [] };
        made.push(column);
      }
      column.groups.push(i);
      column.w = Math.max(column.w, each.w);
      column.h += each.h + GAP;
    });
    const w = made.reduce((wide, column) => wide + column.w + GAP * 1.6, 0);
    const h = Math.max(...made.map((column) => column.h));
    return { made, zoom: Math.min(room.w / w, room.h / h, LARGEST) };
  }

  let best = columns(1);
  for (let count = 2; count <= Math.min(groups.length, 16); count += 1) {
    const next = columns(count);
    if (next.zoom > best.zoom) best = next;
  }
  let x = 0;
  for (const column of best.made) {
    let y = 0;
    for (const i of column.groups) {
      groups[i].nodes().shift({ x: x - boxes[i].x1, y: y - boxes[i].y1 });
      y += boxes[i].h + GAP;
    }
    x += column.w + GAP * 1.6;
  }
}

// Those in `fixed` stay where they are, new ones come to stand beside what they are tied to. The
// library starts from a spiral and counts with its own numbers, so that it is the same each time.
export function network(elements, fixed = new Set()) {
  elements.edges().forEach((edge) => edge.data({ lines: [], text: "" }));
  const bodies = elements.nodes().map((node) => {
    const body = { id: node.id(), width: node.data("width"), height: node.data("height") };
    if (!fixed.has(body.id)) return body;
    const { x, y } = node.position();
    return { ...body, x, y, fx: x, fy: y };
  });
  const known = new Map(bodies.map((body) => [body.id, body]));
  const links = elements.edges().map((edge) => ({ source: edge.data("source"), target: edge.data("target") }));
  if (fixed.size) startBeside(bodies, links, known);
  forceSimulation(bodies)
    .force("link", forceLink(links).id((body) => body.id).distance(({ source, target }) => (source.width + target.width) / 2 + 40))
    .force("charge", forceManyBody().strength(-900).distanceMax(1200))
    .force("x", forceX(0).strength(0.04))
    .force("y", forceY(0).strength(0.07))
    .stop()
    .tick(bodies.length > 500 ? 120 : 300);
  separate(bodies);
  elements.nodes().positions((node) => {
    const { x, y } = known.get(node.id());
    return { x: Math.round(x), y: Math.round(y) };
  });
}

function startBeside(bodies, links, known) {
  for (const [one, other] of [["source", "target"], ["target", "source"]]) {
    links.forEach((link, i) => {
      const [there, fresh] = [known.get(link[one]), known.get(link[other])];
      if (there.x === undefined || fresh.x !== undefined) return;
      fresh.x = there.x + (there.width + fresh.width) * 0.6 * (one === "source" ? 1 : -1);
      fresh.y = there.y + ((i % 7) - 3) * 50;
    });
  }
}

// Boxes that overlap are moved apart, the shorter way; after this no two names lie on each other.
function separate(bodies) {
  for (let round = 0; round < 200; round += 1) {
    bodies.sort((one, other) => one.x - one.width / 2 - (other.x - other.width / 2) || (one.id < other.id ? -1 : 1));
    let moved = false;
    for (let i = 0; i < bodies.length; i += 1) {
      const one = bodies[i];
      for (let j = i + 1; j < bodies.length; j += 1) {
        const other = bodies[j];
        const wide = (one.width + other.width) / 2 + 18 - Math.abs(one.x - other.x);
        if (other.x - other.width / 2 > one.x + one.width / 2 + 18) break;
        const high = (one.height + other.height) / 2 + 14 - Math.abs(one.y - other.y);
        if (wide <= 0 || high <= 0 || (one.fx !== undefined && other.fx !== undefined)) continue;
        push(one, other, wide < high ? "x" : "y", Math.min(wide, high));
        moved = true;
      }
    }
    if (!moved) return;
    if (round % 20 === 19) spread(bodies);
  }
}

// Where there is no room to move apart, everything that may move makes some.
function spread(bodies) {
  if (bodies.some((body) => body.fx !== undefined)) return;
  for (const body of bodies) [body.x, body.y] = [body.x * 1.12, body.y * 1.12];
}

function push(one, other, axis, by) {
  const way = one[axis] < other[axis] || (one[axis] === other[axis] && one.id < other.id) ? 1 : -1;
  const [first, second] = [one.fx === undefined, other.fx === undefined];
  if (first) one[axis] -= way * (second ? by / 2 : by);
  if (second) other[axis] += way * (first ? by / 2 : by);
}
