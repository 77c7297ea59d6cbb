// The table beside the picture: the same ties, and the same selection.
import { link, made } from "./panel.js";

export class Table {
  constructor(around, choose) {
    this.around = around;
    this.choose = choose;
    this.body = around.querySelector("[data-picture-table] tbody");
    this.rows = new Map();
    this.around.querySelector("[data-picture-table] thead tr")?.append(made("th", "图上", { scope: "col" }));
  }

  fill(data) {
    if (!this.body) return;
    const nodes = new Map(data.nodes.map((node) => [node.id, node]));
    this.rows = new Map(data.edges.map((edge) => [edge.id, this.row(edge, nodes)]));
    this.body.replaceChildren(...this.rows.values());
  }

  row(edge, nodes) {
    const row = document.createElement("tr");
    const cell = (label, ...parts) => {
      const made_ = made("td", "");
      made_.dataset.label = label;
      made_.append(...parts);
      row.append(made_);
    };
    const see = made("button", "看", { type: "button", className: "btn btn-link btn-sm" });
    see.setAttribute("aria-label", `在图上看：${edge.sentence}`);
    see.setAttribute("aria-pressed", "false");
    see.addEventListener("click", () => this.choose(edge.id));
    const party = (id) => link(nodes.get(id).href, nodes.get(id).label);
    cell("谁", party(edge.source));
    cell("关系", edge.href ? link(edge.href, edge.word) : edge.word);
    cell("和谁", party(edge.target));
    cell("什么时候", edge.when);
    cell("状态", edge.stateWord);
    cell("依据", ...edge.evidence.flatMap((each, i) => (i ? ["、", link(each.href, each.title)] : [link(each.href, each.title)])));
    cell("图上", see);
    return row;
  }

  // `ids` are the selected tie, or the ties of the selected record.
  mark(ids) {
    for (const [id, row] of this.rows) {
      const on = ids.includes(id);
      row.classList.toggle("on", on);
      row.querySelector("button").setAttribute("aria-pressed", String(on));
    }
  }
}
