// Who was in the picture before whom. A picture is laid out from those that came first, up to a mark;
// whoever came later is put beside them, so that one person more moves nobody. A browser keeps the mark
// of a picture that it has shown, by the id of the last that was laid out, until a third came later or
// 「重新排」 is pressed. Without one, the mark goes by how many there are.
const STEP = 4;
const GROWTH = 0.125;
const LATER = 1.5;
const KEPT = "picture-marks";
const PICTURES = 40;

export function mark(count) {
  let [found, next] = [0, STEP];
  while (next <= count) [found, next] = [next, next + Math.max(STEP, Math.ceil(next * GROWTH))];
  return found || count;
}

// Ids are in the order of time. Somebody who has long been in the register and is introduced today
// came into the picture today: with the first of the introductions, else with the later of two that
// are tied.
export function arrivals(elements) {
  const found = new Map();
  const seen = (id, at) => (!found.has(id) || at < found.get(id)) && found.set(id, at);
  elements.edges().forEach((edge) => {
    const { source, target, state, id } = edge.data();
    const at = state === "own" ? (source > target ? source : target) : id;
    seen(source, at > source ? at : source);
    seen(target, at > target ? at : target);
  });
  elements.nodes().forEach((node) => found.has(node.id()) || found.set(node.id(), node.id()));
  return found;
}

// The ids of those that everything is laid out from, and the last arrival among them; `kept` is the
// last arrival of before.
export function settlers(elements, kept = "") {
  const at = arrivals(elements);
  const order = elements.nodes().map((node) => node.id());
  order.sort((one, other) => (at.get(one) < at.get(other) ? -1 : at.get(one) > at.get(other) ? 1 : one < other ? -1 : 1));
  const before = kept ? order.filter((id) => at.get(id) <= kept).length : 0;
  const count = before * LATER >= order.length ? before : mark(order.length);
  return { ids: new Set(order.slice(0, count)), last: count ? at.get(order[count - 1]) : "" };
}

// The marks by picture. A browser that keeps nothing goes without.
function marks() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) || [];
  } catch {
    return [];
  }
}

export const keptMark = (picture) => marks().find(([each]) => each === picture)?.[1] || "";

export function keepMark(picture, last) {
  const rest = marks().filter(([each]) => each !== picture);
  try {
    localStorage.setItem(KEPT, JSON.stringify([...rest, [picture, last]].slice(-PICTURES)));
  } catch {
    // full, or forbidden
  }
}
