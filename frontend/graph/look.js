// How kinds of records and ties look: kinds differ by shape and border, states by the line; colour
// only repeats it. Text is measured and broken here, so that screen, PNG and SVG have the same lines.

export const INK = "#1f2a30";
export const SOFT = "#5f6b78";
export const ACCENT = "#0f5c66";
export const NOTE = "#7a4b00";
export const FAMILY = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';
export const NODE_SIZE = 15;
export const NODE_LINE = 20;
export const EDGE_SIZE = 12;
export const EDGE_LINE = 16;
export const MARGIN = 24;
const WIDEST = 9.5 * NODE_SIZE; // a longer name is broken into lines
const LEGIBLE = 8; // smaller letters are left out

export const KINDS = {
  person: { shape: "ellipse", border: 2, colour: "#1f5fa8", word: "人", words: "蓝圈是人" }, // where a picture does not tell apart
  native: { shape: "ellipse", border: 2, colour: "#1f5fa8", word: "乡贤", words: "蓝圈是乡贤" },
  guest: { shape: "ellipse", border: 4, style: "double", colour: "#1f5fa8", word: "客商", words: "双线圈是客商" },
  organisation: { shape: "round-rectangle", border: 2, colour: "#b7410e", word: "单位", words: "圆角框是单位" },
  project: { shape: "rectangle", border: 3.5, colour: "#2e7d32", word: "项目", words: "粗框是项目" },
  event: { shape: "cut-rectangle", border: 2, colour: "#6a3d8f", word: "座谈", words: "切角框是座谈走访" },
  place: { shape: "bottom-round-rectangle", border: 2, colour: SOFT, word: "村", words: "下圆框是村" },
};
const OTHER = { shape: "round-rectangle", border: 2, colour: SOFT, word: "", words: "" };
export const kindOf = (data) => KINDS[data.kind] || OTHER;

// Of the state of an introduction, or of a small picture's "is it counted": what its line looks like.
const LINES = {
  own: { style: "solid", width: 1.5, colour: SOFT, arrow: false },
  confirmed: { style: "solid", width: 2.5, colour: ACCENT, arrow: true, words: "实线是已证实" },
  open: { style: "dashed", width: 2, colour: ACCENT, arrow: true, words: "虚线是待证实" },
  doubtful: { style: "dotted", width: 2.5, colour: SOFT, arrow: true, words: "点线是说法不一或已撤销" },
  plain: { style: "solid", width: 2, colour: ACCENT, arrow: true },
  uncounted: { style: "dashed", width: 2, colour: SOFT, arrow: true, words: "虚线是不计入或说法不一" },
};
const OPEN = ["declared", "recorded"];
const DOUBTFUL = ["disputed", "withdrawn"];

function lineOf(data) {
  if (data.state === "own") return "own";
  if (!("stateWord" in data)) return !data.counted || data.state === "disputed" ? "uncounted" : "plain";
  if (DOUBTFUL.includes(data.state)) return "doubtful";
  return OPEN.includes(data.state) ? "open" : "confirmed";
}
export const lineLook = (data) => LINES[data.line] || LINES.own;

const pen = document.createElement("canvas").getContext("2d");

export function textWidth(text, size) {
  pen.font = `${size}px ${FAMILY}`;
  return pen.measureText(text).width;
}

// Even lines; words and numbers stay whole, and no line begins with a closing mark.
export function wrap(text, widest = WIDEST) {
  const whole = textWidth(text, NODE_SIZE);
  if (whole <= widest) return [text];
  const limit = whole / Math.ceil(whole / widest) + NODE_SIZE;
  const lines = [""];
  for (const part of text.match(/[A-Za-z0-9.&+-]+|[\s\S]/g)) {
    const last = lines[lines.length - 1];
    const fits = textWidth(last + part, NODE_SIZE) <= limit;
    if (!last || fits || "）」》】、，。：；)".includes(part)) lines[lines.length - 1] += part;
    else lines.push(part);
  }
  return lines;
}

export function asNode(node) {
  const lines = [...wrap(node.label), ...(node.home ? [node.home] : [])];
  const wide = Math.max(...lines.map((line) => textWidth(line, NODE_SIZE)));
  const high = lines.length * NODE_LINE;
  const look = kindOf(node);
  // A text in an ellipse needs room for the corners of its lines.
  const size = look.shape === "ellipse" ? { width: wide * 1.22 + 26, height: high * 1.28 + 14 } : { width: wide + 28, height: high + 18 };
  const border = node.protected ? "dashed" : look.style || "solid";
  return {
    group: "nodes",
    data: { ...node, ...size, lines, text: lines.join("\n"), shape: look.shape, border: look.border, borderStyle: border, colour: look.colour },
  };
}

export function asEdge(edge) {
  const line = lineOf(edge);
  const look = LINES[line];
  return {
    group: "edges",
    data: { ...edge, line, lines: [], text: "", said: (edge.label || "").split("·").join(" "), width: look.width, colour: look.colour, dash: look.style, arrow: look.arrow ? "triangle" : "none" },
  };
}

export const style = [
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
      "min-zoomed-font-size": LEGIBLE,
      color: INK,
      "background-color": "#ffffff",
      "border-width": "data(border)",
      "border-style": "data(borderStyle)",
      "border-color": "data(colour)",
    },
  },
  {
    selector: "edge",
    style: {
      label: "data(text)",
      "text-wrap": "wrap",
      "line-height": EDGE_LINE / EDGE_SIZE,
      "font-family": FAMILY,
      "font-size": EDGE_SIZE,
      "min-zoomed-font-size": LEGIBLE,
      color: SOFT,
      "text-background-color": "#ffffff",
      "text-background-opacity": 1,
      "text-background-padding": 3,
      width: "data(width)",
      "line-color": "data(colour)",
      "line-style": "data(dash)",
      "target-arrow-color": "data(colour)",
      "target-arrow-shape": "data(arrow)",
      "curve-style": "bezier",
      "control-point-step-size": 64,
    },
  },
  {
    selector: "node.caption",
    style: { "background-color": "#fdf3e0", "border-color": NOTE, color: NOTE, "z-index": 20, "text-justification": "left" },
  },
  { selector: "node.far", style: { label: "data(label)", color: "data(colour)", "text-outline-color": "#ffffff", "text-outline-opacity": 1, "z-index": 5 } },
  { selector: ".faded", style: { opacity: 0.2 } },
  { selector: "node.hit", style: { "background-color": "#fdf3e0", "border-width": 5 } },
  { selector: "node:selected", style: { "background-color": "#e6f0f1", "border-width": 5 } },
  { selector: "edge:selected", style: { label: "data(said)", width: 5, "line-color": INK, "target-arrow-color": INK, "z-index": 10 } },
];

// What the shapes and lines of this picture mean; nothing that is not in it.
export function legend(view) {
  const data = view.elements().not(".caption").map((each) => each.data());
  const words = Object.entries(KINDS).filter(([kind]) => data.some((each) => each.kind === kind)).map(([, look]) => look.words);
  if (data.some((each) => each.protected)) words.push("虚框是受保护联系人");
  words.push(...Object.entries(LINES).filter(([line, look]) => look.words && data.some((each) => each.line === line)).map(([, look]) => look.words));
  return words.join("，");
}
