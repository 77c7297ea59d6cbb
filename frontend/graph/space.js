// Rectangles and lines of a plane: what meets what. Kept in squares, so that hundreds of names are
// looked at in a few milliseconds.
export const rect = ({ x, y }, width, height) => ({ x1: x - width / 2, y1: y - height / 2, x2: x + width / 2, y2: y + height / 2 });

export const meet = (one, other) => one.x1 < other.x2 && other.x1 < one.x2 && one.y1 < other.y2 && other.y1 < one.y2;

// Whether a piece of a line passes through a rectangle (the usual clipping by its four sides).
function passes(from, to, { x1, y1, x2, y2 }) {
  let [enters, leaves] = [0, 1];
  const [x, y] = [to.x - from.x, to.y - from.y];
  for (const [by, room] of [[-x, from.x - x1], [x, x2 - from.x], [-y, from.y - y1], [y, y2 - from.y]]) {
    if (by === 0) {
      if (room < 0) return false;
    } else if (by < 0) enters = Math.max(enters, room / by);
    else leaves = Math.min(leaves, room / by);
    if (enters > leaves) return false;
  }
  return true;
}

export const crosses = (points, box) => points.some((at, i) => i > 0 && passes(points[i - 1], at, box));

const SQUARE = 32;

function squares({ x1, y1, x2, y2 }, each) {
  for (let x = Math.floor(x1 / SQUARE); x <= Math.floor(x2 / SQUARE); x += 1) {
    for (let y = Math.floor(y1 / SQUARE); y <= Math.floor(y2 / SQUARE); y += 1) each(`${x} ${y}`);
  }
}

// What is taken of the plane: rectangles and pieces of lines, each with its owner.
export class Space {
  constructor() {
    this.boxes = new Map();
    this.pieces = new Map();
  }

  static put(map, box, thing) {
    squares(box, (key) => (map.has(key) ? map.get(key).push(thing) : map.set(key, [thing])));
  }

  box(box, owner) {
    Space.put(this.boxes, box, { ...box, owner });
  }

  // Only what is within the frame counts.
  line(points, owner, frame) {
    for (let i = 1; i < points.length; i += 1) {
      const [from, to] = [points[i - 1], points[i]];
      if (!passes(from, to, frame)) continue;
      const box = { x1: Math.max(frame.x1, Math.min(from.x, to.x)), y1: Math.max(frame.y1, Math.min(from.y, to.y)), x2: Math.min(frame.x2, Math.max(from.x, to.x)), y2: Math.min(frame.y2, Math.max(from.y, to.y)) };
      Space.put(this.pieces, box, { from, to, owner });
    }
  }

  boxIn(box, taken) {
    return this.any(this.boxes, box, (each) => taken(each) && meet(each, box));
  }

  // `own` says of an owner that its lines may run there.
  linesIn(box, own) {
    return this.any(this.pieces, box, (each) => !own(each.owner) && passes(each.from, each.to, box));
  }

  any(map, box, is) {
    let found = false;
    squares(box, (key) => (found = found || (map.get(key) || []).some(is)));
    return found;
  }
}
