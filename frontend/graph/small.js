// The small picture of a record's page: layered, with one line about what was clicked.
import cytoscape from "cytoscape";
import { exportButtons } from "./files.js";
import { Names } from "./labels.js";
import { layered } from "./layout.js";
import { asEdge, asNode, legend, style } from "./look.js";
import { line, made, unnamed } from "./panel.js";
import { fetched } from "./question.js";
import { behave, fit, frame } from "./viewport.js";

export async function small(box) {
  const around = box.closest("section") || document;
  const tools = around.querySelector(".graph-tools");
  const data = await fetched(box.dataset.graph);
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
  const called = new Map(data.nodes.map((node) => [node.id, node.label]));
  const view = cytoscape({
    container: box,
    elements: [...data.nodes.map(asNode), ...data.edges.map(asEdge)],
    style,
    minZoom: 0.05,
    maxZoom: 2.5,
    autoungrabify: true,
    boxSelectionEnabled: false,
    selectionType: "single",
    layout: { name: "preset" },
  });
  const title = box.dataset.graphTitle || data.title || "";
  const words = legend(view);
  box.setAttribute("role", "img");
  box.setAttribute("aria-label", `${title}：${data.summary || `${data.nodes.length}个人和单位，${data.edges.length}条线。`}下面的表是同样的内容。`);
  box.tabIndex = 0;
  if (words) box.after(made("p", words, { className: "hint graph-legend" }));
  const hint = made("p", "", { className: "hint graph-hint" });
  (box.nextElementSibling || box).after(hint);

  const names = new Names(view, { said: (count) => (hint.textContent = unnamed(count)) });
  const show = () => {
    layered(view.elements(), box);
    frame(view, box);
    names.write();
  };
  show();
  behave(view, box);

  const panel = around.querySelector("[data-graph-detail]");
  if (panel) {
    view.on("tap", (event) => (event.target === view ? panel.replaceChildren() : line(panel, event.target.data(), called)));
  }
  around.querySelector("[data-graph-fit]")?.addEventListener("click", () => fit(view));
  exportButtons(around, () => ({ view, title, foot: [words] }));

  // Only the width counts: the height is set here and would call this again for ever.
  let width = box.clientWidth;
  new ResizeObserver(() => {
    if (!box.clientWidth || box.clientWidth === width) return;
    width = box.clientWidth;
    requestAnimationFrame(show);
  }).observe(box);
  box.dataset.ready = "1";
}
