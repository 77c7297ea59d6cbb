// Where everything stands. Layered: who introduced whom, from left to right into the project.
// Network: parties that are tied stand near each other. Both give the same places for the same data,
// one person more moves nobody, and nothing moves by itself: a layout is worked out and then shown.
import { arrivals, settlers } from "./arrivals.js";
import { network as byForce } from "./force.js";
import { MARGIN, sized } from "./look.js";
import { bend, layOut, path, shift, ways } from "./routes.js";
import { crosses, meet, rect } from "./space.js";
import { LARGEST, NARROW, READABLE, tallest } from "./viewport.js";

const GAP = { roomy: 34, dense: 12 };
const ROW = 12; // the steps in which a free place is looked for
const [ROWS, COLUMNS] = [36, 14]; // how far from its party somebody may come to stand

// From a place on, those around it: the nearest first, and rather above or below than further off.
const AROUND = Array.from({ length: COLUMNS * (2 * ROWS + 1) }, (_, i) => [40 * (i % COLUMNS), ROW * (Math.floor(i / COLUMNS) - ROWS)]).sort(
  ([x, y], [otherX, otherY]) => x + 1.2 * Math.abs(y) - otherX - 1.2 * Math.abs(otherY) || x - otherX || y - otherY,
);

const boxOf = (node, room = 0) => rect(node.position(), node.data("width") + 2 * room, node.data("height") + 2 * room);

export function extentOf(elements) {
  const all = { x1: Infinity, y1: Infinity, x2: -Infinity, y2: -Infinity };
  const take = ({ x1, y1, x2, y2 }) => {
    Object.assign(all, { x1: Math.min(all.x1, x1), y1: Math.min(all.y1, y1), x2: Math.max(all.x2, x2), y2: Math.max(all.y2, y2) });
  };
  elements.nodes().forEach((node) => take(boxOf(node)));
  elements.edges().forEach((edge) => (edge.data("route") || []).forEach(({ x, y }) => take({ x1: x, y1: y, x2: x, y2: y })));
  return { ...all, w: all.x2 - all.x1, h: all.y2 - all.y1 };
}

// A picture that has room shows homes and the words on its lines; one that has not, names alone.
// `kept` is the mark that it was laid out from before; gives the one that it was now.
export function layered(elements, box, kept) {
  const { ids: settled, last } = settlers(elements, kept);
  const old = elements.filter((each) => (each.isNode() ? settled.has(each.id()) : settled.has(each.data("source")) && settled.has(each.data("target"))));
  const narrow = box.clientWidth < NARROW;
  let roomy = true;
  let groups = lay(elements, old, box, narrow, roomy);
  if (groups.zoom < READABLE) {
    roomy = false;
    groups = lay(elements, old, box, narrow, roomy);
  }
  join(elements, settled, groups.boxes, narrow, roomy);
  bend(elements.edges());
  return last;
}

function lay(elements, old, box, narrow, roomy) {
  elements.nodes().forEach((node) => node.data(sized(node.data(), roomy)));
  const at = arrivals(elements);
  const first = (group) => group.nodes().map((node) => at.get(node.id())).sort()[0];
  const groups = old.components().map((group) => {
    layOutGroup(group, narrow, roomy);
    return { group, box: extentOf(group), first: first(group), many: group.nodes().length > 1 };
  });
  // Those of a like width stand below each other, the long chains first, who is alone last.
  groups.sort((one, other) => other.many - one.many || Math.round(other.box.w / 60) - Math.round(one.box.w / 60) || (one.first < other.first ? -1 : 1));
  return pack(groups, box, roomy ? GAP.roomy : GAP.dense);
}

function layOutGroup(group, narrow, roomy) {
  if (group.nodes().length === 1) {
    group.nodes().positions({ x: 0, y: 0 });
    group.edges().forEach((edge) => edge.data({ lines: [], route: [] }));
    return;
  }
  layOut(group, true, roomy);
  if (!narrow || !roomy) return;
  // On a phone a long chain goes downwards, but a fan of many stays across: whichever is narrower.
  const across = extentOf(group).w;
  layOut(group, false, roomy);
  if (extentOf(group).w > across) layOut(group, true, roomy);
}

// dagre alone puts every group below the one before: thirty small chains would be one thin strip. So
// the groups fill as many columns as make the picture largest.
function pack(groups, box, gap) {
  const sum = groups.reduce((high, each) => high + each.box.h + gap, 0);
  const room = { w: box.clientWidth - 2 * MARGIN, h: tallest(box) - 2 * MARGIN };

  function columns(count) {
    const made = [{ w: 0, h: 0, groups: [] }];
    for (const each of groups) {
      let column = made[made.length - 1];
      if (column.h && column.h + each.box.h / 2 > sum / count && made.length < count) {
        column = { w: 0, h: 0, groups: [] };
        made.push(column);
      }
      column.groups.push(each);
      column.w = Math.max(column.w, each.box.w);
      column.h += each.box.h + gap;
    }
    const w = made.reduce((wide, column) => wide + column.w + gap * 1.6, 0);
    const h = Math.max(...made.map((column) => column.h));
    return { made, zoom: Math.min(room.w / w, room.h / h, LARGEST) };
  }

  let best = columns(1);
  for (let count = 2; count <= Math.min(groups.length, 24); count += 1) {
    const next = columns(count);
    if (next.zoom > best.zoom) best = next;
  }
  let x = 0;
  for (const column of best.made) {
    let y = 0;
    for (const each of column.groups) {
      shift(each.group, { x: x - each.box.x1, y: y - each.box.y1 });
      y += each.box.h + gap;
    }
    x += column.w + gap * 1.6;
  }
  return { zoom: best.zoom, boxes: groups.map((each) => extentOf(each.group)) };
}

// ---- Those that came later.

function join(elements, settled, boxes, narrow, roomy) {
  const placed = new Set(settled);
  const at = arrivals(elements);
  const later = elements.nodes().filter((node) => !settled.has(node.id())).sort((one, other) => (at.get(one.id()) < at.get(other.id()) ? -1 : 1));
  const strangers = elements.components().filter((group) => !group.nodes().some((node) => settled.has(node.id())));
  for (const group of strangers.sort((one, other) => (one.nodes()[0].id() < other.nodes()[0].id() ? -1 : 1))) {
    layOutGroup(group, narrow, roomy);
    boxes.push(below(group, boxes, roomy ? GAP.roomy : GAP.dense));
    group.nodes().forEach((node) => placed.add(node.id()));
  }
  let waiting = later.toArray().filter((node) => !placed.has(node.id()));
  while (waiting.length) {
    const next = waiting.find((node) => node.neighborhood().nodes().some((other) => placed.has(other.id())));
    beside(elements, next, placed);
    placed.add(next.id());
    waiting = waiting.filter((node) => node !== next);
  }
}

// A group of its own, where the picture ends soonest.
function below(group, boxes, gap) {
  const box = extentOf(group);
  const ends = [...new Set(boxes.map((each) => each.x1))].map((x) => {
    const over = boxes.filter((each) => each.x1 < x + box.w + gap && each.x2 + gap > x);
    return { x, y: Math.max(0, ...over.map((each) => each.y2 + gap)) };
  });
  const best = ends.sort((one, other) => one.y - other.y || one.x - other.x)[0] || { x: 0, y: 0 };
  shift(group, { x: best.x - box.x1, y: best.y - box.y1 });
  return extentOf(group);
}

// Left of whom they introduced, right of who introduced them: the nearest place where no box and no
// line is in the way.
function beside(elements, node, placed) {
  const there = (each) => placed.has(each.id());
  const ties = node.connectedEdges().filter((edge) => there(edge.source()) || there(edge.target())).toArray();
  const tie = ties.sort((one, other) => (one.id() < other.id() ? -1 : 1))[0];
  const old = there(tie.source()) ? tie.source() : tie.target();
  const way = old.id() === tie.data("source") ? 1 : -1;
  const around = elements.nodes().filter(there).toArray();
  const boxes = around.map((each) => boxOf(each, 4));
  const strange = around.filter((each) => each !== old).map((each) => boxOf(each, 4));
  const lines = elements.edges().filter((each) => there(each.source()) && there(each.target())).map(path);
  const start = { x: old.position("x") + way * ((old.data("width") + node.data("width")) / 2 + 40), y: old.position("y") };
  let second = { x: start.x, y: extentOf(elements.filter((each) => each.isNode() && there(each))).y2 + 40 };
  let found = null;
  for (const [dx, dy] of AROUND) {
    const spot = { x: start.x + way * dx, y: start.y + dy };
    const box = rect(spot, node.data("width") + 8, node.data("height") + 8);
    if (boxes.some((each) => meet(box, each)) || lines.some((line) => crosses(line, box))) continue;
    second = second.seen ? second : { ...spot, seen: true };
    node.position(spot);
    const clear = ways(tie, old).find((route) => !strange.some((each) => crosses([old.position(), ...route, spot], each)));
    if (!clear) continue;
    found = clear;
    break;
  }
  if (!found) node.position({ x: second.x, y: second.y });
  ties.forEach((edge) => edge.data({ lines: [], route: edge === tie && found ? found : ways(edge, old)[0] }));
}

// ---- By force.

export function network(elements, fixed, kept) {
  let mark = "";
  elements.nodes().forEach((node) => node.data(sized(node.data(), elements.nodes().length < 40)));
  if (fixed) byForce(elements, fixed);
  else {
    const { ids: settled, last } = settlers(elements, kept);
    mark = last;
    const old = elements.filter((each) => (each.isNode() ? settled.has(each.id()) : settled.has(each.data("source")) && settled.has(each.data("target"))));
    byForce(old);
    if (settled.size < elements.nodes().length) byForce(elements, settled);
  }
  bend(elements.edges());
  return mark;
}
