// A figure leaves the page as one sentence, a sheet as one picture. Without this script the sentence
// is marked and copied by hand, and the sheet is printed or taken as a Word file.

function mark(text) {
  const range = document.createRange();
  range.selectNodeContents(text);
  const chosen = getSelection();
  chosen.removeAllRanges();
  chosen.addRange(range);
}

// The clipboard needs https or this machine itself; elsewhere the old command does it, and where
// that is refused too the sentence stays marked.
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text.textContent.trim());
    return true;
  } catch {
    mark(text);
    try {
      return document.execCommand("copy");
    } catch {
      return false;
    }
  }
}

for (const box of document.querySelectorAll("[data-copy]")) {
  const text = box.querySelector("[data-copy-text]");
  const button = box.querySelector("[data-copy-button]");
  const said = box.querySelector("[data-copy-said]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    said.textContent = (await copied(text)) ? "已复制。" : "已选中，请按 Ctrl+C，手机上长按复制。";
  });
}

// ---- The sheet as a picture: drawn from what the page says, at the width of a phone.

const WIDTH = 720;
const EDGE = 44;
const RATIO = 2; // sharp when it is enlarged
const FONT = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';
const STYLES = {
  title: { size: 40, bold: true, color: "#1f2a30", after: 20 },
  heading: { size: 27, bold: true, color: "#0f5c66", before: 22, after: 8 },
  figure: { size: 31, bold: true, color: "#1f2a30", before: 6, after: 4 },
  sentence: { size: 28, color: "#1f2a30", after: 16 },
  how: { size: 22, color: "#54636b", after: 12 },
  foot: { size: 22, color: "#54636b", before: 18 },
};
const NOT_FIRST = "，。、；：！？）》」』”’…%";

// Lines that fit: Chinese breaks anywhere, letters and figures stay together, and no line begins
// with a mark that closes.
function wrapped(context, text, room) {
  const parts = text.match(/[A-Za-z0-9.,%〔〕\-]+|./gu) || [];
  const lines = [""];
  for (const part of parts) {
    const line = lines[lines.length - 1];
    if (line && context.measureText(line + part).width > room && !NOT_FIRST.includes(part)) lines.push(part);
    else lines[lines.length - 1] = line + part;
  }
  return lines;
}

function drawing(sheet) {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  const font = (style) => `${style.bold ? "600 " : ""}${style.size}px ${FONT}`;
  const rows = [];
  let height = EDGE;
  for (const element of sheet.querySelectorAll("[data-draw]")) {
    const style = STYLES[element.dataset.draw];
    const text = element.textContent.replace(/\s+/g, " ").trim();
    if (!style || !text) continue;
    context.font = font(style);
    height += style.before || 0;
    for (const line of wrapped(context, text, WIDTH - 2 * EDGE)) {
      height += style.size * 1.5;
      rows.push({ line, style, y: height });
    }
    height += style.after || 0;
  }
  height += EDGE;
  canvas.width = WIDTH * RATIO;
  canvas.height = height * RATIO;
  context.scale(RATIO, RATIO);
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, WIDTH, height);
  context.fillStyle = "#0f5c66";
  context.fillRect(0, 0, WIDTH, 10);
  for (const { line, style, y } of rows) {
    context.font = font(style);
    context.fillStyle = style.color;
    context.fillText(line, EDGE, y);
  }
  const example = sheet.dataset.example;
  if (example) {
    context.font = `600 26px ${FONT}`;
    const width = context.measureText(example).width + 24;
    context.strokeStyle = context.fillStyle = "#7a4b00";
    context.lineWidth = 2;
    context.strokeRect(WIDTH - EDGE - width, 28, width, 42);
    context.fillText(example, WIDTH - EDGE - width + 12, 58);
  }
  return canvas;
}

const sheet = document.querySelector("[data-sheet]");
const make = document.querySelector("[data-make-picture]");
if (sheet && make) {
  make.hidden = false;
  make.addEventListener("click", () => {
    drawing(sheet).toBlob((blob) => {
      const place = document.querySelector("[data-picture]");
      const address = URL.createObjectURL(blob);
      // A phone's WeChat takes no downloads: there the picture is held down and kept.
      const picture = document.createElement("img");
      picture.src = address;
      picture.alt = sheet.querySelector("[data-draw=title]")?.textContent.trim() || "";
      picture.className = "made-picture";
      const link = document.createElement("a");
      link.href = address;
      link.download = make.dataset.makePicture;
      link.className = "btn btn-primary";
      link.textContent = "存下这张图";
      const hint = document.createElement("p");
      hint.className = "hint";
      hint.textContent = "在微信里：长按图片，保存或转发。";
      place.replaceChildren(link, hint, picture);
      link.focus();
    }, "image/png");
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
