// One connected group in layers, from left to right (or downwards), and the way that each of its
// lines takes. dagre keeps a lane free for every line in each layer that the line passes; within a
// layer the line runs straight along its lane, and changes lanes only in the gap between two layers,
// where no box stands. So no line runs through a name.
import dagre from "@dagrejs/dagre";
import { EDGE_LINE, EDGE_SIZE, textWidth } from "./look.js";

const STUB = 5; // how far a line keeps its direction beside a box

const spread = { roomy: { gap: 56, between: 22, lanes: 14 }, dense: { gap: 30, between: 8, lanes: 7 } };

// Across, a label on one line leaves room for the one below it; downwards, narrow ones stand beside
// each other. A dense picture has no words on its lines: how a line is drawn says its state.
export function label(edges, across, roomy = true) {
  edges.forEach((edge) => {
    const parts = roomy ? (edge.data("label") || "").split("·").filter(Boolean) : [];
    edge.data({ lines: across && parts.length ? [parts.join(" ")] : parts });
  });
}

const labelSize = (lines) => ({
  width: Math.max(0, ...lines.map((line) => textWidth(line, EDGE_SIZE))) + (lines.length ? 8 : 0),
  height: lines.length * EDGE_LINE,
});

function graphOf(group, across, roomy) {
  const { gap, between, lanes } = roomy ? spread.roomy : spread.dense;
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  // The exact way to find the layers takes minutes for hundreds.
  const ranker = group.nodes().length > 150 ? "longest-path" : "network-simplex";
  graph.setGraph({ rankdir: across ? "LR" : "TB", ranksep: gap, nodesep: across ? between : between + 14, edgesep: lanes, ranker });
  group.nodes().forEach((node) => void graph.setNode(node.id(), { width: node.data("width"), height: node.data("height") }));
  group.edges().forEach((edge) => void graph.setEdge(edge.data("source"), edge.data("target"), { ...labelSize(edge.data("lines")), labelpos: "c" }, edge.id()));
  dagre.layout(graph);
  return graph;
}

// How far the boxes or the words of each layer reach from its middle.
function reaches(graph, main, size) {
  const found = new Map();
  const reach = (at, half) => found.set(Math.round(at), Math.max(found.get(Math.round(at)) || STUB, half));
  graph.nodes().forEach((id) => reach(graph.node(id)[main], graph.node(id)[size] / 2));
  graph.edges().forEach((each) => {
    const edge = graph.edge(each);
    if (edge.x !== undefined) reach(edge[main], edge[size] / 2);
  });
  return (at) => (found.get(Math.round(at)) || 0) + STUB;
}

function lane(graph, each, main, cross, reach) {
  const [from, to] = [graph.node(each.v), graph.node(each.w)];
  const way = from[main] <= to[main] ? 1 : -1;
  const point = (at, side) => ({ [main]: at[main] + side * way * reach(at[main]), [cross]: at[cross] });
  const between = graph.edge(each).points.slice(1, -1);
  return [point(from, 1), ...between.flatMap((at) => [point(at, -1), point(at, 1)]), point(to, -1)];
}

// Lays the group out about any origin; each of its lines gets its `route`.
export function layOut(group, across, roomy) {
  label(group.edges(), across, roomy);
  const graph = graphOf(group, across, roomy);
  group.nodes().positions((node) => ({ x: graph.node(node.id()).x, y: graph.node(node.id()).y }));
  const [main, cross, size] = across ? ["x", "y", "width"] : ["y", "x", "height"];
  const reach = reaches(graph, main, size);
  graph.edges().forEach((each) => {
    group.edges().getElementById(each.name).data("route", lane(graph, each, main, cross, reach));
  });
}

// The ways of a line to somebody who came later: straight, or out of the old one's box, up or down,
// and across.
export function ways(edge, old) {
  const [from, to] = [edge.source(), edge.target()];
  const way = from.position("x") <= to.position("x") ? 1 : -1;
  const side = (node, sign) => ({ x: node.position("x") + sign * way * (node.data("width") / 2 + 2 * STUB), y: node.position("y") });
  const [out, into] = [side(from, 1), side(to, -1)];
  if ((into.x - out.x) * way <= 0) return [[]];
  const elbow = old === from ? { x: out.x, y: into.y } : { x: into.x, y: out.y };
  return [[out, into], [out, elbow, into]];
}

export function shift(group, by) {
  group.nodes().shift(by);
  group.edges().forEach((edge) => {
    const route = edge.data("route") || [];
    edge.data("route", route.map(({ x, y }) => ({ x: x + by.x, y: y + by.y })));
  });
}

// A route in the library's words: shares of the way from middle to middle, and distances from it.
export function bend(edges) {
  edges.forEach((edge) => {
    const route = edge.data("route") || [];
    const [from, to] = [edge.source().position(), edge.target().position()];
    const [x, y] = [to.x - from.x, to.y - from.y];
    const length = Math.hypot(x, y);
    if (!route.length || !length) {
      edge.removeClass("routed");
      return;
    }
    const across = Math.abs(route[0].y - from.y) < 0.5;
    const forward = across ? route[0].x > from.x : route[0].y > from.y;
    const ends = across ? ["90deg", "270deg"] : ["180deg", "0deg"];
    edge.data({
      weights: route.map((at) => ((at.x - from.x) * x + (at.y - from.y) * y) / length ** 2).join(" "),
      distances: route.map((at) => ((at.y - from.y) * x - (at.x - from.x) * y) / length).join(" "),
      leaves: forward ? ends[0] : ends[1],
      enters: forward ? ends[1] : ends[0],
    });
    edge.addClass("routed");
  });
}

// A box that was moved by hand takes its lines along, straight.
export function unbend(edges) {
  edges.forEach((edge) => {
    edge.data("route", []);
    edge.removeClass("routed");
  });
}

// The line as it is drawn, as points.
export function path(edge) {
  const [from, to] = [edge.source().position(), edge.target().position()];
  const route = edge.data("route") || [];
  if (route.length) return [from, ...route, to];
  const bends = edge.isLoop() ? [] : edge.controlPoints() || [];
  return bends.length ? [from, edge.midpoint(), to] : [from, to];
}
