// A picture that leaves: drawn anew as SVG, white, with title, day, legend, captions, and 示例 where
// it is one. The PNG and the printed sheet are the same drawing.
import { extentOf } from "./layout.js";
import { ACCENT, EDGE_LINE, EDGE_SIZE, FAMILY, INK, MARGIN, NODE_LINE, NODE_SIZE, NOTE, SOFT, kindOf, lineLook, textWidth } from "./look.js";
import { path } from "./routes.js";

const DASHES = { dashed: ' stroke-dasharray="6 4"', dotted: ' stroke-dasharray="2 4"', solid: "" };
const ROW = 26;
const SHARP = 24e6; // what an old office PC can hold as one picture, in dots

const demo = () => document.body.classList.contains("demo");
const today = () =>
  new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", year: "numeric", month: "long", day: "numeric" }).format(new Date());
export const headline = (title) => [title, today(), ...(demo() ? ["示例"] : [])].join("　");

const escape = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const round = (number) => Math.round(number * 10) / 10;

function lines(words, x, y, height, rest) {
  const first = y - ((words.length - 1) * height) / 2;
  return words.map((line, i) => `<text x="${round(x)}" y="${round(first + i * height)}" dy="0.35em" text-anchor="middle" ${rest}>${escape(line)}</text>`).join("");
}

function outline(shape, x, y, w, h, rest) {
  const [left, top, right, bottom] = [x - w / 2, y - h / 2, x + w / 2, y + h / 2].map(round);
  if (shape === "ellipse") return `<ellipse cx="${round(x)}" cy="${round(y)}" rx="${round(w / 2)}" ry="${round(h / 2)}" ${rest}/>`;
  if (shape === "cut-rectangle") {
    const c = 8;
    return `<polygon points="${left + c},${top} ${right - c},${top} ${right},${top + c} ${right},${bottom - c} ${right - c},${bottom} ${left + c},${bottom} ${left},${bottom - c} ${left},${top + c}" ${rest}/>`;
  }
  if (shape === "bottom-round-rectangle") {
    const c = 10;
    return `<path d="M${left} ${top}H${right}V${bottom - c}Q${right} ${bottom} ${right - c} ${bottom}H${left + c}Q${left} ${bottom} ${left} ${bottom - c}Z" ${rest}/>`;
  }
  return `<rect x="${left}" y="${top}" width="${round(w)}" height="${round(h)}" rx="${shape === "rectangle" ? 0 : 8}" ${rest}/>`;
}

function drawnNode(node) {
  const { x, y } = node.position();
  const data = node.data();
  const caption = node.hasClass("caption");
  const look = caption ? { border: 1.5, colour: NOTE } : kindOf(data);
  const fill = caption ? "#fdf3e0" : "#ffffff";
  const dash = data.protected ? ' stroke-dasharray="4 3"' : "";
  const double = look.style === "double";
  const border = (width) => `fill="${fill}" stroke="${look.colour}" stroke-width="${width}"${dash}`;
  let shape = outline(data.shape, x, y, data.width, data.height, border(double ? 1.3 : look.border));
  if (double) shape += outline(data.shape, x, y, data.width - 6, data.height - 6, border(1.3));
  return shape + lines(data.lines, x, y, NODE_LINE, `fill="${caption ? NOTE : INK}"`);
}

function drawnEdge(edge) {
  const middle = edge.midpoint();
  const look = lineLook(edge.data());
  const arrow = look.arrow ? ` marker-end="url(#arrow-${look.colour.slice(1)})"` : "";
  const halo = `font-size="${EDGE_SIZE}" fill="${SOFT}" stroke="#ffffff" stroke-width="5" paint-order="stroke"`;
  return (
    `<path d="${way(edge)}" fill="none" stroke-linejoin="round" stroke="${look.colour}" stroke-width="${look.width}"${DASHES[look.style]}${arrow}/>` +
    lines(edge.data("lines") || [], middle.x, middle.y, EDGE_LINE, halo)
  );
}

const points = (each) => `${round(each.x)} ${round(each.y)}`;

// From border to border: what is seen on the screen may be drawn smaller, so the ends are worked out
// from the sizes that leave.
function way(edge) {
  const line = path(edge);
  const last = line.length - 1;
  const from = border(edge.source(), line[0], line[1]);
  const to = border(edge.target(), line[last], line[last - 1]);
  const bends = edge.controlPoints() || []; // two claims between the same two are drawn as two bows
  if (!(edge.data("route") || []).length && bends.length === 1) return `M${points(from)} Q${points(bends[0])} ${points(to)}`;
  return `M${[from, ...line.slice(1, -1), to].map(points).join(" L")}`;
}

function border(node, middle, next) {
  const { width, height, shape } = node.data();
  const [x, y] = [next.x - middle.x, next.y - middle.y];
  const [a, b] = [width / 2 + 1, height / 2 + 1];
  const share = shape === "ellipse" ? 1 / Math.hypot(x / a, y / b) : Math.min(a / Math.abs(x || 1e-9), b / Math.abs(y || 1e-9));
  return { x: middle.x + x * share, y: middle.y + y * share };
}

const faint = (element, drawn) => (element.hasClass("faded") ? `<g opacity="0.2">${drawn}</g>` : drawn);

// Long lines under the picture are broken at its width.
function broken(text, room) {
  const made = [""];
  for (const part of text.split(/(?<=，)/)) {
    const last = made[made.length - 1];
    if (last && textWidth(last + part, NODE_SIZE) > room) made.push(part);
    else made[made.length - 1] += part;
  }
  return made;
}

// `foot` are the lines below: how much of it is shown, what the shapes mean.
export function drawing(view, title, foot) {
  const all = extentOf(view.elements());
  const head = headline(title);
  const inner = Math.max(all.w, textWidth(head, NODE_SIZE + 5), 420);
  const below = foot.filter(Boolean).flatMap((text) => broken(text, inner));
  const [w, h] = [Math.ceil(inner + 2 * MARGIN), Math.ceil(all.h + 3 * MARGIN + (below.length + 1) * ROW)];
  const [left, top] = [round(all.x1 - MARGIN - (inner - all.w) / 2), round(all.y1 - 2 * MARGIN - ROW)];
  const arrow = (colour) =>
    `<marker id="arrow-${colour.slice(1)}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0 8 4 0 8z" fill="${colour}"/></marker>`;
  const captions = view.nodes(".caption");
  return {
    width: w,
    height: h,
    text:
      `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="${left} ${top} ${w} ${h}" font-family="${escape(FAMILY)}" font-size="${NODE_SIZE}">` +
      `<title>${escape(head)}</title><defs>${arrow(ACCENT)}${arrow(SOFT)}</defs>` +
      `<rect x="${left}" y="${top}" width="${w}" height="${h}" fill="#ffffff"/>` +
      `<text x="${left + MARGIN}" y="${top + MARGIN + 14}" font-size="${NODE_SIZE + 5}" font-weight="600" fill="${INK}">${escape(head)}</text>` +
      view.edges().map((edge) => faint(edge, drawnEdge(edge))).join("") +
      view.nodes().not(captions).map((node) => faint(node, drawnNode(node))).join("") +
      captions.filter((caption) => caption.visible()).map(drawnNode).join("") +
      below.map((line, i) => `<text x="${left + MARGIN}" y="${round(all.y2 + MARGIN + 12 + i * ROW)}" fill="${SOFT}">${escape(line)}</text>`).join("") +
      "</svg>",
  };
}

function save(title, kind, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = `${headline(title).replace(/[\\/:*?"<>|]/g, "-")}.${kind}`;
  link.click();
  // The browser reads the address after this function has ended.
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

async function painted(drawn) {
  const address = URL.createObjectURL(new Blob([drawn.text], { type: "image/svg+xml" }));
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  const scale = Math.min(2, Math.sqrt(SHARP / (drawn.width * drawn.height)));
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(drawn.width * scale);
  canvas.height = Math.ceil(drawn.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(address);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

// The buttons of a picture; `asked` gives its view, title and foot when one is pressed.
export function exportButtons(around, asked) {
  for (const button of around.querySelectorAll("[data-graph-export]")) {
    button.addEventListener("click", async () => {
      const { view, title, foot } = asked();
      const drawn = drawing(view, title, foot);
      if (button.dataset.graphExport === "svg") save(title, "svg", new Blob([drawn.text], { type: "image/svg+xml" }));
      else save(title, "png", await painted(drawn));
    });
  }
}

// On paper the drawing takes the place of the canvas, whose size is the screen's.
export function printing(around, asked) {
  const put = () => {
    const { view, title, foot } = asked();
    around.querySelector(".graph-sheet")?.remove();
    const sheet = document.createElement("div");
    sheet.className = "graph-sheet";
    sheet.append(document.importNode(new DOMParser().parseFromString(drawing(view, title, foot).text, "image/svg+xml").documentElement, true));
    around.append(sheet);
    document.documentElement.classList.add("printing-picture");
  };
  window.addEventListener("beforeprint", put);
  window.addEventListener("afterprint", () => {
    around.querySelector(".graph-sheet")?.remove();
    document.documentElement.classList.remove("printing-picture");
  });
  around.querySelector("[data-graph-print]")?.addEventListener("click", () => window.print());
}
