// What is selected, in words: a tie's sentence with its evidence, a record with its ways on.
import { kindOf } from "./look.js";
import { fetched } from "./question.js";

export function made(tag, words, more = {}) {
  const element = document.createElement(tag);
  element.textContent = words;
  return Object.assign(element, more);
}

export const unnamed = (count) => (count ? `还有${count}个没有写名字，放大或点一下就写出来。` : "");

export const link = (href, words) => made("a", words, { href });

function button(words, act, pressed) {
  const element = made("button", words, { type: "button", className: "btn btn-outline-secondary btn-sm" });
  if (pressed !== undefined) element.setAttribute("aria-pressed", String(pressed));
  element.addEventListener("click", act);
  return element;
}

function row(...parts) {
  const element = made("p", "", { className: "panel-row" });
  element.append(...parts);
  return element;
}

// A small picture has one line below it.
export function line(panel, data, names) {
  const said = data.source
    ? data.sentence || `${names.get(data.source)} → ${names.get(data.target)}：${data.label}${data.reason ? `（${data.reason}）` : ""}`
    : `${data.label}${data.home ? `（${data.home}）` : ""}`;
  panel.replaceChildren(said);
  if (data.href) panel.append(" ", link(data.href, "打开"));
}

export class Panel {
  constructor(element, acts) {
    this.element = element;
    this.acts = acts;
    this.nothing = [...element.childNodes];
    Object.assign(this, { turn: 0, ways: [] });
  }

  // What was asked for before and comes later is not shown any more.
  begin() {
    this.turn += 1;
    this.ways = [];
    this.element.classList.add("chosen"); // on a phone it stays in sight
    return this.turn;
  }

  clear() {
    this.begin();
    this.element.classList.remove("chosen");
    this.element.replaceChildren(...this.nothing);
  }

  tie(data, names) {
    this.begin();
    const parts = [made("h3", data.word), made("p", data.sentence)];
    if (data.stateWord) {
      const evidence = made("ul", "", { className: "plain" });
      for (const each of data.evidence) {
        const item = made("li", "");
        item.append(link(each.href, each.title));
        evidence.append(item);
      }
      parts.push(row(`状态：${data.stateWord}`), row(data.evidence.length ? "依据：" : "还没有依据。"));
      if (data.evidence.length) parts.push(evidence);
    }
    if (data.href) parts.push(row(link(data.href, "打开这条引荐")));
    parts.push(row("在图上看", ...[data.source, data.target].map((id) => button(names.get(id), () => this.acts.select(id)))));
    this.element.replaceChildren(...parts);
  }

  async node(node, question) {
    const turn = this.begin();
    const data = node.data();
    const marked = question.marked;
    const is = (how) => Boolean(marked && marked.id === data.id && marked.how === how);
    const toggle = (how, words) => button(words, () => this.acts.mark(is(how) ? null : data.id, how), is(how));
    const onward = row("正在看还能展开什么……");
    this.element.replaceChildren(
      made("h3", data.label),
      made("p", [kindOf(data).word, data.home].filter(Boolean).join(" · "), { className: "meta" }),
      row(link(data.href, "打开记录"), " ", link(`${question.around.dataset.open}?from=${data.id}`, "只画这一位")),
      row(toggle("near", "突出周围"), toggle("chain", "突出牵线经过")),
      onward,
    );
    const found = await fetched(`${question.around.dataset.ways}?of=${data.id}`);
    if (turn !== this.turn) return; // something else was selected meanwhile
    if (!found) onward.textContent = "这次没有取到，请再点一次。";
    else onward.replaceChildren(...this.waysOn(node, found.ways, question));
  }

  waysOn(node, ways, question) {
    const view = node.cy();
    const parts = ways.flatMap((way) => {
      const key = `${node.id()}.${way.code}`;
      if (question.more.includes(key)) return [button(`收起${way.label}`, () => this.acts.shut(key))];
      const left = way.ids.filter((id) => view.getElementById(id).empty()).length;
      if (!left) return [];
      const open = () => this.acts.open(node.id(), way.code);
      this.ways.push(open);
      return [button(`展开${way.label}（还有${left}）`, open)];
    });
    return parts.length ? parts : ["和这一位有关的都在图上了。"];
  }

  // Enter on the picture: the first thing that is not opened up yet.
  openFirst() {
    this.ways[0]?.();
  }
}
