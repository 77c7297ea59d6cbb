// Counts what is wrong with the names of a picture, measured anew from what the library has drawn:
// names on names or on boxes, names cut by the frame or wider than their box, boxes without a name,
// and lines that run through a name.
(() => {
  const view = document.querySelector(".graph")._cyreg.cy;
  const pen = document.createElement("canvas").getContext("2d");
  const [zoom, pan] = [view.zoom(), view.pan()];
  const around = (x, y, w, h) => ({ x1: x - w / 2, y1: y - h / 2, x2: x + w / 2, y2: y + h / 2 });
  const meet = (a, b) => a.x1 < b.x2 && b.x1 < a.x2 && a.y1 < b.y2 && b.y1 < a.y2;
  const within = (a, b) => a.x1 >= b.x1 && a.y1 >= b.y1 && a.x2 <= b.x2 && a.y2 <= b.y2;
  const frame = { x1: 0, y1: 0, x2: view.width(), y2: view.height() };
  const textBox = (each, x, y) => {
    const lines = each.style("label").split("\n");
    const size = parseFloat(each.style("font-size")) * zoom;
    pen.font = `${size}px ${each.style("font-family")}`;
    return around(x, y, Math.max(...lines.map((line) => pen.measureText(line).width)), lines.length * size * parseFloat(each.style("line-height")) * 0.85);
  };
  const bodies = view.nodes().map((node) => {
    const { x, y } = node.renderedPosition();
    return { id: node.id(), ...around(x, y, node.width() * zoom, node.height() * zoom), wide: node.width() * zoom, node };
  });
  const names = [];
  for (const { node } of bodies) {
    if (!node.style("label")) continue;
    const { x, y } = node.renderedPosition();
    const [dx, dy] = ["text-margin-x", "text-margin-y"].map((name) => parseFloat(node.style(name)) * zoom);
    names.push({ id: node.id(), inBox: !dx && !dy, ...textBox(node, x + dx, y + dy) });
  }
  view.edges().forEach((edge) => {
    if (!edge.style("label")) return;
    const { x, y } = edge.renderedMidpoint();
    names.push({ id: edge.id(), line: true, ...textBox(edge, x, y) });
  });
  const passes = (from, to, box) => {
    for (let i = 0; i <= 200; i += 1) {
      const [x, y] = [from.x + ((to.x - from.x) * i) / 200, from.y + ((to.y - from.y) * i) / 200];
      if (x > box.x1 && x < box.x2 && y > box.y1 && y < box.y2) return true;
    }
    return false;
  };
  const lines = view.edges().map((edge) => {
    const points = [edge.sourceEndpoint(), ...(edge.segmentPoints() || []), edge.targetEndpoint()];
    return { edge, points: points.map(({ x, y }) => ({ x: x * zoom + pan.x, y: y * zoom + pan.y })) };
  });
  // What was searched or selected may cover a mark that has no name.
  const wanted = (id) => view.getElementById(id).hasClass("hit") || view.getElementById(id).selected();
  const found = { names: names.length, nodes: bodies.length, lapping: [], cut: [], empty: [], crossed: [] };
  names.forEach((one, i) => {
    names.slice(i + 1).forEach((other) => meet(one, other) && found.lapping.push([one.id, other.id]));
    bodies.forEach((body) => body.id !== one.id && !(wanted(one.id) && body.wide < 16) && meet(one, body) && found.lapping.push([one.id, body.id]));
    const own = bodies.find((body) => body.id === one.id);
    if (!within(one, frame) || (one.inBox && !within(one, own))) found.cut.push(one.id);
    for (const { edge, points } of lines) {
      if (edge.id() === one.id) continue;
      if (one.inBox && [edge.source().id(), edge.target().id()].includes(one.id)) continue;
      if (points.some((at, k) => k && passes(points[k - 1], at, one))) found.crossed.push([one.id, edge.id()]);
    }
  });
  for (const body of bodies) if (body.wide > 16 && !names.some((name) => name.id === body.id)) found.empty.push(body.id);
  return found;
})();
