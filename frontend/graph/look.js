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

// Of the state of an introduction: what its line looks like, alike on every picture.
const LINES = {
  own: { style: "solid", width: 1.5, colour: SOFT, arrow: false },
  confirmed: { style: "solid", width: 2.5, colour: ACCENT, arrow: true, words: "实线是已证实" },
  open: { style: "dashed", width: 2, colour: ACCENT, arrow: true, words: "虚线是待证实" },
  doubtful: { style: "dotted", width: 2.5, colour: SOFT, arrow: true, words: "点线是说法不一或已撤销" },
};
const OPEN = ["declared", "recorded"];
const DOUBTFUL = ["disputed", "withdrawn"];

function lineOf(data) {
  if (data.state === "own") return "own";
  if (DOUBTFUL.includes(data.state)) return "doubtful";
  return OPEN.includes(data.state) ? "open" : "confirmed";
}
export const counts = (data) => data.counted !== false || data.line === "doubtful" || data.line === "own";
// What is not counted is drawn in grey, whatever its state is.
export function lineLook(data) {
  const look = LINES[data.line] || LINES.own;
  return counts(data) ? look : { ...look, colour: SOFT };
}

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

// A box as large as its words, measured; with the home below the name, or the name alone.
export function sized(node, withHome) {
  const lines = [...wrap(node.label), ...(withHome && node.home ? [node.home] : [])];
  const wide = Math.max(...lines.map((line) => textWidth(line, NODE_SIZE)));
  const high = lines.length * NODE_LINE;
  const look = kindOf(node);
  // A text in an ellipse needs room for the corners of its lines.
  if (look.shape === "ellipse") return { lines, width: wide * 1.16 + 24, height: high * 1.22 + 10 };
  return { lines, width: wide + 24, height: high + 12 };
}

export function asNode(node) {
  const look = kindOf(node);
  const size = sized(node, true);
  const border = node.protected ? "dashed" : look.style || "solid";
  return {
    group: "nodes",
    data: { ...node, ...size, drawn: { ...size, text: "", size: NODE_SIZE, pen: look.border, x: 0, y: 0 }, shape: look.shape, border: look.border, borderStyle: border, colour: look.colour },
  };
}

export function asEdge(edge) {
  const line = lineOf(edge);
  const look = lineLook({ ...edge, line });
  const drawn = { text: "", size: EDGE_SIZE, pen: look.width, arrow: 0.9 };
  return {
    group: "edges",
    data: { ...edge, line, drawn, lines: [], route: [], said: (edge.label || "").split("·").join(" "), width: look.width, colour: look.colour, dash: look.style, arrow: look.arrow ? "triangle" : "none" },
  };
}

export const style = [
  {
    selector: "node",
    style: {
      label: "data(drawn.text)",
      shape: "data(shape)",
      width: "data(drawn.width)",
      height: "data(drawn.height)",
      "text-wrap": "wrap",
      "text-max-width": 1000,
      "text-valign": "center",
      "line-height": NODE_LINE / NODE_SIZE,
      "font-family": FAMILY,
      "font-size": "data(drawn.size)",
      "text-margin-x": "data(drawn.x)",
      "text-margin-y": "data(drawn.y)",
      color: INK,
      "background-color": "#ffffff",
      "border-width": "data(drawn.pen)",
      "border-style": "data(borderStyle)",
      "border-color": "data(colour)",
    },
  },
  {
    selector: "edge",
    style: {
      label: "data(drawn.text)",
      "text-wrap": "wrap",
      "line-height": EDGE_LINE / EDGE_SIZE,
      "font-family": FAMILY,
      "font-size": "data(drawn.size)",
      color: SOFT,
      "text-background-color": "#ffffff",
      "text-background-opacity": 1,
      "text-background-padding": 3,
      width: "data(drawn.pen)",
      "arrow-scale": "data(drawn.arrow)",
      "line-color": "data(colour)",
      "line-style": "data(dash)",
      "target-arrow-color": "data(colour)",
      "target-arrow-shape": "data(arrow)",
      "curve-style": "bezier",
      "control-point-step-size": 64,
    },
  },
  {
    selector: "edge.routed",
    style: {
      "curve-style": "round-segments",
      "segment-weights": "data(weights)",
      "segment-distances": "data(distances)",
      "segment-radii": 8,
      "edge-distances": "node-position",
      "source-endpoint": "data(leaves)",
      "target-endpoint": "data(enters)",
    },
  },
  {
    selector: "node.caption",
    style: { "background-color": "#fdf3e0", "border-color": NOTE, color: NOTE, "z-index": 20, "text-justification": "left" },
  },
  { selector: ".faded", style: { opacity: 0.2 } },
  { selector: "node.hit", style: { "background-color": "#fbe3ae", "z-index": 8 } },
  { selector: "node:selected", style: { "background-color": "#bfe0e3", "z-index": 9 } },
  { selector: "edge:selected", style: { "line-color": INK, "target-arrow-color": INK, "z-index": 10 } },
];

// What the shapes and lines of this picture mean; nothing that is not in it.
export function legend(view) {
  const data = view.elements().not(".caption").map((each) => each.data());
  const words = Object.entries(KINDS).filter(([kind]) => data.some((each) => each.kind === kind)).map(([, look]) => look.words);
  if (data.some((each) => each.protected)) words.push("虚框是受保护联系人");
  const lines = data.filter((each) => each.line);
  words.push(...Object.entries(LINES).filter(([line, look]) => look.words && data.some((each) => each.line === line)).map(([, look]) => look.words));
  if (lines.some((each) => !counts(each))) words.push("灰线不计入");
  return words.join("，");
}
