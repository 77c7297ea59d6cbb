// The layered picture of introductions: from who began on the left to the project on the right.
import cytoscape from "cytoscape";
import dagre from "cytoscape-dagre";

cytoscape.use(dagre);

const INK = "#1f2a30";
const SOFT = "#54636b";
const ACCENT = "#0f5c66";
const FONT = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';
const SHAPES = { person: "ellipse", organisation: "round-rectangle", project: "rectangle" };

const style = [
  {
    selector: "node",
    style: {
      label: "data(text)",
      shape: "data(shape)",
      "text-wrap": "wrap",
      "text-valign": "center",
      "font-family": FONT,
      "font-size": 15,
      color: INK,
      width: "data(width)",
      height: "data(height)",
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
      label: "data(label)",
      "font-family": FONT,
      "font-size": 12,
      color: SOFT,
      "text-background-color": "#ffffff",
      "text-background-opacity": 1,
      "text-background-padding": 3,
      width: 2,
      "line-color": ACCENT,
      "target-arrow-color": ACCENT,
      "target-arrow-shape": "triangle",
      "curve-style": "bezier",
    },
  },
  {
    selector: "edge[!counted]",
    style: { "line-style": "dashed", "line-color": SOFT, "target-arrow-color": SOFT },
  },
  {
    selector: 'edge[state = "own"]',
    style: { "target-arrow-shape": "none", width: 1.5, "line-color": SOFT },
  },
  { selector: ":selected", style: { "border-color": ACCENT, "line-color": INK, "target-arrow-color": INK } },
];

// Long names are broken by ourselves, so that a box is as wide as its text on every machine.
const LINE = 11;

function lines(node) {
  const found = [];
  for (let at = 0; at < node.label.length; at += LINE) found.push(node.label.slice(at, at + LINE));
  return node.home ? [...found, node.home] : found;
}

function elements(data) {
  const nodes = data.nodes.map((node) => {
    const text = lines(node);
    const round = SHAPES[node.kind] === "ellipse" ? 1.25 : 1;
    return {
      data: {
        ...node,
        text: text.join("\n"),
        shape: SHAPES[node.kind] || "round-rectangle",
        width: (Math.max(...text.map((line) => line.length)) * 15 + 28) * round,
        height: (text.length * 19 + 22) * round,
      },
    };
  });
  return [...nodes, ...data.edges.map((edge) => ({ data: edge }))];
}

function detail(panel, data) {
  panel.replaceChildren(data.sentence || data.label);
  if (data.href) {
    const link = document.createElement("a");
    link.href = data.href;
    link.textContent = "打开";
    panel.append(" ", link);
  }
}

function save(name, url) {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
}

const demo = () => document.body.classList.contains("demo");
const caption = (title) => `${title}${demo() ? "（示例）" : ""} ${new Date().toLocaleDateString("zh-CN")}`;

// The picture with its caption under it, on white, so that it can be sent on as it is.
async function asPng(view, title) {
  const blob = view.png({ output: "blob", bg: "#ffffff", full: true, scale: 2, maxWidth: 4000 });
  const drawn = await createImageBitmap(blob);
  const canvas = document.createElement("canvas");
  canvas.width = drawn.width + 48;
  canvas.height = drawn.height + 96;
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(drawn, 24, 24);
  pen.fillStyle = SOFT;
  pen.font = `26px ${FONT}`;
  pen.fillText(caption(title), 24, canvas.height - 28);
  canvas.toBlob((picture) => save(`${caption(title)}.png`, URL.createObjectURL(picture)), "image/png");
}

const escape = (text) => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

function svgNode(node) {
  const { x, y } = node.position();
  const [w, h] = [node.outerWidth(), node.outerHeight()];
  const bare = `fill="#ffffff" stroke="${node.data("kind") === "project" ? ACCENT : SOFT}" stroke-width="1.5"`;
  const shape =
    node.data("shape") === "ellipse"
      ? `<ellipse cx="${x}" cy="${y}" rx="${w / 2}" ry="${h / 2}" ${bare}/>`
      : `<rect x="${x - w / 2}" y="${y - h / 2}" width="${w}" height="${h}" rx="4" ${bare}/>`;
  const lines = node.data("text").split("\n");
  const texts = lines.map(
    (line, i) =>
      `<text x="${x}" y="${y + 5 + (i - (lines.length - 1) / 2) * 19}" text-anchor="middle" fill="${INK}">${escape(line)}</text>`,
  );
  return shape + texts.join("");
}

function svgEdge(edge) {
  const [from, to] = [edge.sourceEndpoint(), edge.targetEndpoint()];
  const dash = edge.data("counted") ? "" : ' stroke-dasharray="6 5"';
  const arrow = edge.data("state") === "own" ? "" : ' marker-end="url(#arrow)"';
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 - 6 };
  return (
    `<line x1="${from.x}" y1="${from.y}" x2="${to.x}" y2="${to.y}" stroke="${ACCENT}" stroke-width="2"${dash}${arrow}/>` +
    `<text x="${middle.x}" y="${middle.y}" text-anchor="middle" font-size="12" fill="${SOFT}">${escape(edge.data("label"))}</text>`
  );
}

function asSvg(view, title) {
  const box = view.elements().boundingBox();
  const [w, h] = [box.w + 48, box.h + 88];
  const text =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="${box.x1 - 24} ${box.y1 - 24} ${w} ${h}" font-family="sans-serif" font-size="15">` +
    `<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0 8 4 0 8z" fill="${ACCENT}"/></marker></defs>` +
    `<rect x="${box.x1 - 24}" y="${box.y1 - 24}" width="${w}" height="${h}" fill="#ffffff"/>` +
    view.edges().map(svgEdge).join("") +
    view.nodes().map(svgNode).join("") +
    `<text x="${box.x1}" y="${box.y2 + 44}" fill="${SOFT}">${escape(caption(title))}</text></svg>`;
  save(`${caption(title)}.svg`, URL.createObjectURL(new Blob([text], { type: "image/svg+xml" })));
}

// Pieces that hang together nowhere are put side by side on shelves, about as wide as the box is.
function pack(view, aspect) {
  const pieces = view.elements().components();
  if (pieces.length < 2) return;
  const gap = 46;
  const boxes = pieces.map((piece) => ({ piece, box: piece.boundingBox() }));
  boxes.sort((one, other) => other.box.h - one.box.h);
  const area = boxes.reduce((sum, { box }) => sum + (box.w + gap) * (box.h + gap), 0);
  const width = Math.max(Math.sqrt(area * aspect) * 1.1, ...boxes.map(({ box }) => box.w));
  let [x, y, shelf] = [0, 0, 0];
  for (const { piece, box } of boxes) {
    if (x > 0 && x + box.w > width) [x, y, shelf] = [0, y + shelf + gap, 0];
    piece.nodes().shift({ x: x - box.x1, y: y - box.y1 });
    x += box.w + gap;
    shelf = Math.max(shelf, box.h);
  }
  view.fit(undefined, 24);
}

async function draw(box) {
  const reply = await fetch(box.dataset.graph, { headers: { Accept: "application/json" } });
  if (!reply.ok) return;
  const data = await reply.json();
  if (!data.nodes.length) {
    box.hidden = true;
    return;
  }
  await document.fonts.ready;
  const narrow = box.clientWidth < 560;
  const view = cytoscape({
    container: box,
    elements: elements(data),
    style,
    minZoom: 0.15,
    maxZoom: 2.5,
    autoungrabify: true,
    boxSelectionEnabled: false,
    layout: { name: "dagre", rankDir: narrow ? "TB" : "LR", nodeSep: 28, rankSep: narrow ? 55 : 110, fit: true, padding: 24 },
  });
  pack(view, box.clientWidth / Math.max(box.clientHeight, 1));
  if (view.zoom() > 1.15) {
    view.zoom(1.15);
    view.center();
  }
  const around = box.closest("section, main");
  const panel = around.querySelector("[data-graph-detail]");
  if (panel) view.on("tap", "node, edge", (event) => detail(panel, event.target.data()));
  around.querySelector("[data-graph-fit]")?.addEventListener("click", () => view.fit(undefined, 24));
  const title = box.dataset.graphTitle || data.title || "";
  for (const button of around.querySelectorAll("[data-graph-export]")) {
    button.addEventListener("click", () => (button.dataset.graphExport === "svg" ? asSvg : asPng)(view, title));
  }
  new ResizeObserver(() => view.resize()).observe(box);
  box.setAttribute("role", "img");
  box.setAttribute("aria-label", data.summary || title);
  box.dataset.ready = "1";
}

for (const box of document.querySelectorAll("[data-graph]")) draw(box);
