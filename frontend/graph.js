// The layered picture of introductions: from who began on the left to the project on the right.
// The table on the same page says everything that the picture says; this is the second way to see it.
import cytoscape from "cytoscape";
import dagre from "cytoscape-dagre";

cytoscape.use(dagre);

const INK = "#1f2a30";
const SOFT = "#54636b";
const ACCENT = "#0f5c66";
const FAMILY = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';
const NODE_SIZE = 15;
const NODE_LINE = 20;
const EDGE_SIZE = 12;
const EDGE_LINE = 16;
const MARGIN = 24;
const WIDEST = 9.5 * NODE_SIZE; // a longer name is broken into lines
const READABLE = 0.8; // below this a label is too small: show a part and let it be dragged
const LARGEST = 1.15;
const NARROW = 560;

const KINDS = {
  person: { shape: "ellipse", words: "圆圈是人" },
  organisation: { shape: "round-rectangle", words: "圆角框是单位" },
  project: { shape: "rectangle", words: "粗框是项目" },
};
const OTHER = { shape: "round-rectangle", words: "" };
const kindOf = (data) => KINDS[data.kind] || OTHER;
const unsure = (data) => !data.counted || data.state === "disputed";

// ---- Text: broken here and not by the library, so that screen, PNG and SVG have the same lines.

const pen = document.createElement("canvas").getContext("2d");

function textWidth(text, size) {
  pen.font = `${size}px ${FAMILY}`;
  return pen.measureText(text).width;
}

// Even lines; words and numbers stay whole, and no line begins with a closing mark.
function wrap(text) {
  const whole = textWidth(text, NODE_SIZE);
  if (whole <= WIDEST) return [text];
  const limit = whole / Math.ceil(whole / WIDEST) + NODE_SIZE;
  const lines = [""];
  for (const part of text.match(/[A-Za-z0-9.&+-]+|[\s\S]/g)) {
    const last = lines[lines.length - 1];
    const fits = textWidth(last + part, NODE_SIZE) <= limit;
    if (!last || fits || "）」》】、，。：；)".includes(part)) lines[lines.length - 1] += part;
    else lines.push(part);
  }
  return lines;
}

function asNode(node) {
  const lines = [...wrap(node.label), ...(node.home ? [node.home] : [])];
  const wide = Math.max(...lines.map((line) => textWidth(line, NODE_SIZE)));
  const high = lines.length * NODE_LINE;
  // A text in an ellipse needs room for the corners of its lines.
  const size =
    kindOf(node).shape === "ellipse"
      ? { width: wide * 1.22 + 26, height: high * 1.28 + 14 }
      : { width: wide + 28, height: high + 18 };
  return { data: { ...node, ...size, lines, text: lines.join("\n"), shape: kindOf(node).shape } };
}

function asEdge(edge) {
  return { data: { ...edge, unsure: unsure(edge) ? "yes" : "no", lines: [], text: "" } };
}

// Across, a label on one line leaves room for the one below it; downwards, narrow ones stand beside
// each other.
function label(edges, across) {
  edges.forEach((edge) => {
    const parts = (edge.data("label") || "").split("·").filter(Boolean);
    const lines = across && parts.length ? [parts.join(" ")] : parts;
    edge.data({ lines, text: lines.join("\n") });
  });
}

// ---- Look: kinds differ by shape and border, doubtful ties by dashes; colour only repeats it.

const style = [
  {
    selector: "node",
    style: {
      label: "data(text)",
      shape: "data(shape)",
      width: "data(width)",
      height: "data(height)",
      "text-wrap": "wrap",
      "text-max-width": 1000,
      "text-valign": "center",
      "line-height": NODE_LINE / NODE_SIZE,
      "font-family": FAMILY,
      "font-size": NODE_SIZE,
      color: INK,
      "background-color": "#ffffff",
      "border-width": 1.5,
      "border-color": SOFT,
    },
  },
  { selector: 'node[shape = "rectangle"]', style: { "border-width": 3, "border-color": ACCENT } },
  { selector: "node[?protected]", style: { "border-style": "dashed" } },
  {
    selector: "edge",
    style: {
      label: "data(text)",
      "text-wrap": "wrap",
      "line-height": EDGE_LINE / EDGE_SIZE,
      "font-family": FAMILY,
      "font-size": EDGE_SIZE,
      color: SOFT,
      "text-background-color": "#ffffff",
      "text-background-opacity": 1,
      "text-background-padding": 3,
      width: 2,
      "line-color": ACCENT,
      "target-arrow-color": ACCENT,
      "target-arrow-shape": "triangle",
      "curve-style": "bezier",
      "control-point-step-size": 64,
    },
  },
  {
    selector: 'edge[unsure = "yes"]',
    style: { "line-style": "dashed", "line-color": SOFT, "target-arrow-color": SOFT },
  },
  {
    selector: 'edge[state = "own"]',
    style: { "target-arrow-shape": "none", width: 1.5, "line-color": SOFT },
  },
  { selector: "node:selected", style: { "background-color": "#e6f0f1", "border-color": ACCENT } },
  { selector: "edge:selected", style: { width: 4, "line-color": INK, "target-arrow-color": INK } },
];

// ---- Layout: each group of connected parties by itself, then the groups side by side.

// dagre alone puts every group below the one before: thirty small chains would be one thin strip.
function layOut(view, box) {
  const narrow = box.clientWidth < NARROW;
  // In the order of the data: the page's table begins with the same parties.
  const place = new Map(view.nodes().map((node, i) => [node.id(), i]));
  const first = (group) => Math.min(...group.nodes().map((node) => place.get(node.id())));
  const groups = view.elements().components().sort((one, other) => first(one) - first(other));
  for (const group of groups) layOutGroup(group, narrow);
  pack(groups, box);
}

function layOutGroup(group, narrow) {
  const run = (across) => {
    label(group.edges(), across);
    const labels = group.edges().map((edge) => edge.data("lines"));
    const widest = Math.max(0, ...labels.flat().map((line) => textWidth(line, EDGE_SIZE)));
    const most = Math.max(1, ...labels.map((lines) => lines.length));
    const direction = across
      ? { rankDir: "LR", rankSep: widest + 56, nodeSep: 22 }
      : { rankDir: "TB", rankSep: most * EDGE_LINE + 40, nodeSep: 40 };
    group.layout({ name: "dagre", ...direction, fit: false, animate: false }).run();
    return group.boundingBox().w;
  };
  const across = run(true);
  // On a phone a long chain goes downwards, but a fan of many stays across: whichever is narrower.
  if (narrow && run(false) > across) run(true);
}

function pack(groups, box) {
  const gap = 34;
  const boxes = groups.map((group) => group.boundingBox());
  const sum = boxes.reduce((high, each) => high + each.h + gap, 0);
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
      column.h += each.h + gap;
    });
    const w = made.reduce((wide, column) => wide + column.w + gap * 1.6, 0);
    const h = Math.max(...made.map((column) => column.h));
    return { made, zoom: Math.min(room.w / w, room.h / h, LARGEST) };
  }

  let best = columns(1);
  for (let count = 2; count <= Math.min(groups.length, 12); count += 1) {
    const next = columns(count);
    if (next.zoom > best.zoom) best = next;
  }
  let x = 0;
  for (const column of best.made) {
    let y = 0;
    for (const i of column.groups) {
      groups[i].nodes().shift({ x: x - boxes[i].x1, y: y - boxes[i].y1 });
      y += boxes[i].h + gap;
    }
    x += column.w + gap * 1.6;
  }
}

// ---- View: as high as the picture needs, readable before complete.

const tallest = () => Math.max(320, Math.round(window.innerHeight * 0.7));

function frame(view, box) {
  const all = view.elements().boundingBox();
  const wide = box.clientWidth - 2 * MARGIN;
  const whole = Math.min(wide / all.w, (tallest() - 2 * MARGIN) / all.h);
  const zoom = Math.min(LARGEST, Math.max(READABLE, whole));
  // Setting a property is allowed by the content policy; a style attribute in the page is not.
  box.style.height = `${Math.max(150, Math.min(tallest(), all.h * zoom + 2 * MARGIN))}px`;
  view.resize();
  const [w, h] = [all.w * zoom, all.h * zoom];
  view.viewport({
    zoom,
    pan: {
      x: (w <= wide ? (box.clientWidth - w) / 2 : MARGIN) - all.x1 * zoom,
      y: (h <= box.clientHeight - 2 * MARGIN ? (box.clientHeight - h) / 2 : MARGIN) - all.y1 * zoom,
    },
  });
  return whole >= READABLE;
}

function overflows(view) {
  const all = view.elements().renderedBoundingBox();
  return all.x1 < 0 || all.y1 < 0 || all.x2 > view.width() || all.y2 > view.height();
}

// A page must scroll past a picture: it takes the finger only when there is something to drag to,
// and the wheel only after a click into it.
function behave(view, box) {
  const settle = () => view.userPanningEnabled(overflows(view));
  view.userZoomingEnabled(false);
  view.on("viewport resize", settle);
  settle();
  box.addEventListener("pointerdown", () => view.userZoomingEnabled(true));
  box.addEventListener("mouseleave", () => view.userZoomingEnabled(false));
  view.on("mouseover", "node, edge", () => (box.style.cursor = "pointer"));
  view.on("mouseout", "node, edge", () => (box.style.cursor = ""));
  const steps = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
  const middle = () => ({ x: view.width() / 2, y: view.height() / 2 });
  const zoomBy = (times) => view.zoom({ level: view.zoom() * times, renderedPosition: middle() });
  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in steps && overflows(view)) {
      const [x, y] = steps[event.key];
      view.panBy({ x, y });
    } else if (event.key === "+" || event.key === "=") zoomBy(1.25);
    else if (event.key === "-") zoomBy(0.8);
    else if (event.key === "0") view.fit(undefined, MARGIN);
    else return;
    event.preventDefault();
  });
}

// ---- Words around the picture.

function describe(panel, data, names) {
  const said = data.source
    ? data.sentence || `${names.get(data.source)} → ${names.get(data.target)}：${data.label}${data.reason ? `（${data.reason}）` : ""}`
    : `${data.label}${data.home ? `（${data.home}）` : ""}`;
  panel.replaceChildren(said);
  if (data.href) {
    const link = document.createElement("a");
    link.href = data.href;
    link.textContent = "打开";
    panel.append(" ", link);
  }
}

function legend(data) {
  const kinds = Object.entries(KINDS).filter(([kind]) => data.nodes.some((node) => node.kind === kind));
  const words = kinds.map(([, kind]) => kind.words);
  if (data.nodes.some((node) => node.protected)) words.push("虚框是受保护联系人");
  if (data.edges.some(unsure)) words.push("虚线是不计入或说法不一");
  return words.join("，");
}

function paragraph(words, name) {
  const made = document.createElement("p");
  made.className = `hint ${name}`;
  made.textContent = words;
  return made;
}

// ---- Files: white, with a line that says what, when, and 示例 where it is one.

const demo = () => document.body.classList.contains("demo");
const today = () =>
  new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", year: "numeric", month: "long", day: "numeric" }).format(new Date());
const caption = (title) => [title, today(), ...(demo() ? ["示例"] : [])].join("　");

function save(title, kind, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = `${caption(title).replace(/[\\/:*?"<>|]/g, "-")}.${kind}`;
  link.click();
  // The browser reads the address after this function has ended.
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

async function savePng(view, title, words) {
  const all = view.elements().boundingBox();
  // Sharp on paper, yet within what an old office PC can hold as one picture.
  const scale = Math.min(2, Math.sqrt(24e6 / (all.w * all.h)));
  const selected = view.$(":selected").unselect();
  const blob = await view.png({ output: "blob-promise", bg: "#ffffff", full: true, scale });
  selected.select();
  const drawn = await createImageBitmap(blob);
  const size = Math.max(16, 14 * scale);
  const lines = [caption(title), words];
  const canvas = document.createElement("canvas");
  const margin = MARGIN * scale;
  canvas.width = Math.ceil(Math.max(drawn.width, ...lines.map((line) => textWidth(line, size))) + 2 * margin);
  canvas.height = Math.ceil(drawn.height + 2 * margin + lines.length * size * 1.7);
  const brush = canvas.getContext("2d");
  brush.fillStyle = "#ffffff";
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.drawImage(drawn, (canvas.width - drawn.width) / 2, margin);
  const top = drawn.height + margin + size * 1.7;
  drawn.close();
  brush.fillStyle = SOFT;
  brush.font = `${size}px ${FAMILY}`;
  lines.forEach((line, i) => brush.fillText(line, margin, top + i * size * 1.7));
  return canvas;
}

const escape = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const round = (number) => Math.round(number * 10) / 10;

function svgLines(lines, x, y, height, rest) {
  const first = y - ((lines.length - 1) * height) / 2;
  return lines
    .map((line, i) => `<text x="${round(x)}" y="${round(first + i * height)}" dy="0.35em" text-anchor="middle" ${rest}>${escape(line)}</text>`)
    .join("");
}

function svgNode(node) {
  const { x, y } = node.position();
  const data = node.data();
  const [w, h] = [data.width, data.height];
  const project = data.shape === "rectangle";
  const border =
    `fill="#ffffff" stroke="${project ? ACCENT : SOFT}" stroke-width="${project ? 3 : 1.5}"` +
    (data.protected ? ' stroke-dasharray="4 3"' : "");
  const shape =
    data.shape === "ellipse"
      ? `<ellipse cx="${round(x)}" cy="${round(y)}" rx="${round(w / 2)}" ry="${round(h / 2)}" ${border}/>`
      : `<rect x="${round(x - w / 2)}" y="${round(y - h / 2)}" width="${round(w)}" height="${round(h)}" rx="${project ? 0 : 8}" ${border}/>`;
  return shape + svgLines(data.lines, x, y, NODE_LINE, `fill="${INK}"`);
}

function svgEdge(edge) {
  const [from, to, middle] = [edge.sourceEndpoint(), edge.targetEndpoint(), edge.midpoint()];
  const data = edge.data();
  const bends = edge.controlPoints() || []; // two claims between the same two are drawn as two bows
  const points = (each) => `${round(each.x)} ${round(each.y)}`;
  const bend = bends.length === 1 ? `Q${points(bends[0])} ` : bends.length === 2 ? `C${bends.map(points).join(" ")} ` : "L";
  const colour = unsure(data) || data.state === "own" ? SOFT : ACCENT;
  const line =
    `stroke="${colour}" stroke-width="${data.state === "own" ? 1.5 : 2}"` +
    (unsure(data) ? ' stroke-dasharray="6 4"' : "") +
    (data.state === "own" ? "" : ` marker-end="url(#arrow-${colour.slice(1)})"`);
  const halo = `font-size="${EDGE_SIZE}" fill="${SOFT}" stroke="#ffffff" stroke-width="5" paint-order="stroke"`;
  return `<path d="M${points(from)} ${bend}${points(to)}" fill="none" ${line}/>` + svgLines(data.lines, middle.x, middle.y, EDGE_LINE, halo);
}

function svgText(view, title, words) {
  const all = view.elements().boundingBox();
  const lines = [caption(title), words];
  const inner = Math.max(all.w, ...lines.map((line) => textWidth(line, NODE_SIZE)));
  const [w, h] = [Math.ceil(inner + 2 * MARGIN), Math.ceil(all.h + 2 * MARGIN + lines.length * 26)];
  const [left, top] = [round(all.x1 - MARGIN - (inner - all.w) / 2), round(all.y1 - MARGIN)];
  const arrow = (colour) =>
    `<marker id="arrow-${colour.slice(1)}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0 8 4 0 8z" fill="${colour}"/></marker>`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="${left} ${top} ${w} ${h}" font-family="${escape(FAMILY)}" font-size="${NODE_SIZE}">` +
    `<title>${escape(caption(title))}</title><defs>${arrow(ACCENT)}${arrow(SOFT)}</defs>` +
    `<rect x="${left}" y="${top}" width="${w}" height="${h}" fill="#ffffff"/>` +
    view.edges().map(svgEdge).join("") +
    view.nodes().map(svgNode).join("") +
    lines.map((line, i) => `<text x="${left + MARGIN}" y="${round(all.y2 + MARGIN + 12 + i * 26)}" fill="${SOFT}">${escape(line)}</text>`).join("") +
    "</svg>"
  );
}

// ---- One picture, from its data to the buttons under it.

async function load(address) {
  try {
    const reply = await fetch(address, { headers: { Accept: "application/json" } });
    // After a log-out the answer is the log-in page, which is no JSON.
    return reply.ok ? await reply.json() : null;
  } catch {
    return null;
  }
}

async function draw(box) {
  const around = box.closest("section") || document;
  const tools = around.querySelector(".graph-tools");
  const data = await load(box.dataset.graph);
  if (!data || !data.nodes.length) {
    // Nothing to draw is no empty frame; a picture that did not come says where to look instead.
    box.classList.add("graph-none");
    box.textContent = data ? "" : "图这次没有取到，下面表里的内容是一样的。刷新一下可以再试。";
    box.hidden = Boolean(data);
    if (tools) tools.hidden = true;
    box.dataset.ready = "1";
    return;
  }
  await document.fonts.ready; // sizes are measured from the text
  const names = new Map(data.nodes.map((node) => [node.id, node.label]));
  const view = cytoscape({
    container: box,
    elements: { nodes: data.nodes.map(asNode), edges: data.edges.map(asEdge) },
    style,
    minZoom: 0.08,
    maxZoom: 2.5,
    autoungrabify: true,
    boxSelectionEnabled: false,
    selectionType: "single",
    layout: { name: "preset" },
  });
  const title = box.dataset.graphTitle || data.title || "";
  const words = legend(data);
  box.setAttribute("role", "img");
  box.setAttribute("aria-label", `${title}：${data.summary || `${data.nodes.length}个人和单位，${data.edges.length}条线。`}下面的表是同样的内容。`);
  box.tabIndex = 0;
  if (words) box.after(paragraph(words, "graph-legend"));
  const hint = paragraph("图比较大，可以拖动着看；「看全图」缩到一屏。", "graph-hint");
  (box.nextElementSibling || box).after(hint);

  const show = () => {
    layOut(view, box);
    hint.hidden = frame(view, box);
  };
  show();
  behave(view, box);

  const panel = around.querySelector("[data-graph-detail]");
  if (panel) {
    view.on("tap", (event) => (event.target === view ? panel.replaceChildren() : describe(panel, event.target.data(), names)));
  }
  around.querySelector("[data-graph-fit]")?.addEventListener("click", () => view.fit(undefined, MARGIN));
  for (const button of around.querySelectorAll("[data-graph-export]")) {
    button.addEventListener("click", async () => {
      if (button.dataset.graphExport === "svg") save(title, "svg", new Blob([svgText(view, title, words)], { type: "image/svg+xml" }));
      else (await savePng(view, title, words)).toBlob((picture) => save(title, "png", picture), "image/png");
    });
  }

  // Only the width counts: the height is set here and would call this again for ever.
  let width = box.clientWidth;
  new ResizeObserver(() => {
    if (!box.clientWidth || box.clientWidth === width) return;
    width = box.clientWidth;
    requestAnimationFrame(show);
  }).observe(box);
  box.dataset.ready = "1";
}

for (const box of document.querySelectorAll("[data-graph]")) draw(box);
