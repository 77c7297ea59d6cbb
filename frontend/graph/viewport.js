// What part of a picture is seen: readable before complete; wheel, fingers and keys.
import { enlarged } from "./labels.js";
import { extentOf } from "./layout.js";
import { MARGIN } from "./look.js";

export const READABLE = 0.8; // below this the names alone are drawn
export const LARGEST = 1.15;

export const NARROW = 560;

// On a phone the page is pushed along a tall picture with one finger.
export const tallest = (box) => Math.max(320, Math.round(window.innerHeight * (box.clientWidth < NARROW ? 2 : 0.78)));

// The zoom at which all is seen, names at the edges too, which are larger than their places are when
// all is small.
function whole(view, wide, high) {
  const all = extentOf(view.elements());
  const [w, h] = [Math.max(all.w, 1), Math.max(all.h, 1)];
  let zoom = Math.min(wide / w, high / h);
  for (let i = 0; i < 4; i += 1) {
    const more = enlarged(zoom) - 1;
    zoom = Math.min(wide / (w + 70 * more), high / (h + 30 * more));
  }
  return { all, zoom };
}

// All of it, in a frame as high as the picture needs.
export function frame(view, box) {
  const wide = box.clientWidth - 2 * MARGIN;
  const { all, zoom } = whole(view, wide, tallest(box) - 2 * MARGIN);
  // Setting a property is allowed by the content policy; a style attribute in the page is not.
  box.style.height = `${Math.max(150, Math.min(tallest(box), all.h * Math.min(LARGEST, zoom) + 2 * MARGIN))}px`;
  view.resize();
  fit(view);
}

export function fit(view) {
  const { all, zoom } = whole(view, view.width() - 2 * MARGIN, view.height() - 2 * MARGIN);
  const level = Math.min(LARGEST, zoom);
  view.viewport({
    zoom: level,
    pan: { x: view.width() / 2 - (all.x1 + all.w / 2) * level, y: view.height() / 2 - (all.y1 + all.h / 2) * level },
  });
}

function overflows(view) {
  const [all, seen] = [extentOf(view.elements()), view.extent()];
  return all.x1 < seen.x1 || all.y1 < seen.y1 || all.x2 > seen.x2 || all.y2 > seen.y2;
}

export function zoomBy(view, times) {
  view.zoom({ level: view.zoom() * times, renderedPosition: { x: view.width() / 2, y: view.height() / 2 } });
}

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
