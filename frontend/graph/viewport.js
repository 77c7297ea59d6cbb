// What part of a picture is seen: readable before complete; wheel, fingers and keys.
import { MARGIN } from "./look.js";

export const READABLE = 0.8; // below this a label is too small: show a part and let it be moved
export const LARGEST = 1.15;

export const tallest = () => Math.max(320, Math.round(window.innerHeight * 0.7));

// As high as the picture needs; gives whether all of it is seen. What does not fit begins at its
// upper left, or round `centre`.
export function frame(view, box, centre) {
  const all = view.elements().boundingBox();
  const wide = box.clientWidth - 2 * MARGIN;
  const whole = Math.min(wide / all.w, (tallest() - 2 * MARGIN) / all.h);
  const zoom = Math.min(LARGEST, Math.max(READABLE, whole));
  // Setting a property is allowed by the content policy; a style attribute in the page is not.
  box.style.height = `${Math.max(150, Math.min(tallest(), all.h * zoom + 2 * MARGIN))}px`;
  view.resize();
  const [w, h] = [all.w * zoom, all.h * zoom];
  const pan = {
    x: (w <= wide ? (box.clientWidth - w) / 2 : MARGIN) - all.x1 * zoom,
    y: (h <= box.clientHeight - 2 * MARGIN ? (box.clientHeight - h) / 2 : MARGIN) - all.y1 * zoom,
  };
  if (centre && whole < READABLE) {
    const at = centre.position();
    pan.x = box.clientWidth / 2 - at.x * zoom;
    pan.y = box.clientHeight / 2 - at.y * zoom;
  }
  view.viewport({ zoom, pan });
  return whole >= READABLE;
}

function overflows(view) {
  const all = view.elements().renderedBoundingBox();
  return all.x1 < 0 || all.y1 < 0 || all.x2 > view.width() || all.y2 > view.height();
}

export function zoomBy(view, times) {
  view.zoom({ level: view.zoom() * times, renderedPosition: { x: view.width() / 2, y: view.height() / 2 } });
}

export const fit = (view) => view.fit(undefined, MARGIN);

// A page must scroll past a picture: one finger scrolls the page, two move and zoom the picture; the
// wheel zooms only after a click into it.
export function behave(view, box) {
  view.userZoomingEnabled(false);
  box.addEventListener("pointerdown", () => view.userZoomingEnabled(true));
  box.addEventListener("mouseleave", () => view.userZoomingEnabled(false));
  fingers(box);
  view.on("mouseover", "node, edge", () => (box.style.cursor = "pointer"));
  view.on("mouseout", "node, edge", () => (box.style.cursor = ""));
  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !moves(view, event.key)) return;
    event.preventDefault();
  });
}

// The library would take every finger for itself. One that moves is the page's, and the library is
// told that the touch came to nothing; two are the picture's, and the page stays.
function fingers(box) {
  let moved = false;
  window.addEventListener("touchstart", () => (moved = false), { capture: true, passive: true });
  const one = (event) => {
    if (!box.contains(event.target) || event.touches.length > 1) return;
    event.stopImmediatePropagation();
    if (!moved) box.dispatchEvent(new Event("touchcancel", { bubbles: true }));
    moved = true;
  };
  window.addEventListener("touchmove", one, { capture: true, passive: true });
  box.addEventListener("touchmove", (event) => event.touches.length > 1 && event.cancelable && event.preventDefault(), { passive: false });
}

const STEPS = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };

function moves(view, key) {
  if (key in STEPS && overflows(view)) view.panBy({ x: STEPS[key][0], y: STEPS[key][1] });
  else if (key === "+" || key === "=") zoomBy(view, 1.25);
  else if (key === "-") zoomBy(view, 0.8);
  else if (key === "0") fit(view);
  else return false;
  return true;
}
