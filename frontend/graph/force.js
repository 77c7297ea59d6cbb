// Network: parties that are tied stand near each other. Those in `fixed` stay where they are, new
// ones come to stand beside what they are tied to. The library starts from a spiral and counts with
// its own numbers, so that it is the same each time.
import { forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";

export function network(elements, fixed = new Set()) {
  elements.edges().forEach((edge) => edge.data({ lines: [], route: [] }));
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
