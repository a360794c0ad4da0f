// Digits, a letter and scribbles as a hand draws them: curves written by hand, not test
// images. A path is like SVG's: M starts a stroke, L draws a line, Q and C draw curves;
// 0 to 100 from left to right and from top to bottom.

/** Two handwritings: upright and round, then slanted with flag, bar and open four. */
export const HANDS = {
  round: [
    "M52 4 C20 4 14 34 14 52 C14 76 26 97 50 97 C76 97 86 74 86 50 C86 24 76 4 50 4",
    "M50 3 L50 97",
    "M18 24 C22 4 78 -2 80 26 C82 50 34 74 16 95 L86 95",
    "M20 12 C42 -4 82 4 78 27 C75 46 56 48 42 48 C62 46 86 54 84 74 C80 102 34 100 16 86",
    "M66 3 L12 66 L90 66 M66 3 L66 98",
    "M80 5 L30 5 L24 44 C44 32 84 38 82 68 C80 100 34 102 16 84",
    "M70 4 C38 14 18 44 18 68 C18 90 34 97 50 97 C70 97 80 84 78 70 C76 50 34 46 20 70",
    "M14 6 L84 6 C66 34 50 64 44 98",
    "M74 16 C56 -4 24 4 26 24 C28 46 78 50 78 74 C78 102 22 102 22 74 C22 52 70 44 75 20",
    "M78 22 C66 -2 24 2 22 28 C20 54 66 54 77 26 L77 26 C80 50 76 80 70 98",
  ],
  slanted: [
    "M66 6 C36 0 12 46 18 76 C24 102 52 96 68 68 C84 40 84 10 62 5 C56 4 52 6 48 9",
    "M26 34 Q46 22 62 4 L46 98",
    "M30 26 C40 0 82 0 78 28 C74 54 40 78 16 92 C34 84 54 96 84 90",
    "M28 8 L80 6 L48 42 C76 40 84 64 70 82 C54 102 24 96 14 86",
    "M40 6 Q34 34 18 58 L80 54 M70 28 L54 98",
    "M38 8 L28 42 C52 32 80 44 74 68 C66 98 30 98 14 88 M38 8 L84 5",
    "M74 6 C48 16 22 54 20 76 C18 96 46 100 60 86 C76 70 64 52 46 58 C34 62 24 72 21 82",
    "M18 10 C40 14 62 12 86 6 C66 36 50 66 40 98 M30 52 L74 48",
    "M78 14 C64 0 38 4 38 24 C38 44 64 52 62 74 C60 98 22 102 20 80 C18 56 76 40 80 16",
    "M76 18 C60 2 34 12 30 34 C28 54 56 54 70 34 C74 28 78 20 78 14 C76 44 64 76 44 98",
  ],
};

/** The letter W, in two ways. */
export const W = [
  "M4 6 L28 96 L50 22 L72 96 L96 6",
  "M6 10 C8 60 14 92 28 92 C42 92 48 60 50 34 C52 60 58 92 72 92 C86 92 92 50 94 8",
];

/** Scribbles: a zigzag that fills the box, loops, and crossed waves. */
export const SCRIBBLES = [
  "M4 10 L94 24 L6 36 L96 48 L4 60 L92 72 L8 84 L96 94",
  "M10 50 C10 0 60 0 50 50 C40 100 0 90 20 40 C40 -10 90 10 70 60 C50 110 20 80 50 40 " +
    "C70 10 100 30 90 70 C80 100 40 90 60 30",
  "M4 40 L24 8 L40 92 L58 6 L70 94 L94 20 M6 70 L92 44 M12 22 L86 88",
];

/** Sample a path: a list of strokes, each a list of [x, y] from 0 to 1. */
export function strokes(path, samples = 12) {
  const drawn = [];
  let here;
  for (const [, command, rest] of path.matchAll(/([MLQC])([^MLQC]*)/g)) {
    const numbers = rest.trim().split(/\s+/).map(Number);
    const points = [];
    for (let i = 0; i < numbers.length; i += 2) {
      points.push([numbers[i] / 100, numbers[i + 1] / 100]);
    }
    const size = { M: 1, L: 1, Q: 2, C: 3 }[command];
    for (let i = 0; i < points.length; i += size) {
      const control = points.slice(i, i + size);
      if (command === "M") drawn.push([control[0]]);
      else {
        const steps = command === "L" ? 4 : samples;
        for (let k = 1; k <= steps; k++) {
          drawn.at(-1).push(bezier([here, ...control], k / steps));
        }
      }
      here = control.at(-1);
    }
  }
  return drawn;
}

/** A point of a Bezier curve of any degree, by de Casteljau's construction. */
function bezier(points, t) {
  if (points.length === 1) return points[0];
  const between = points
    .slice(1)
    .map((p, i) => p.map((value, axis) => (1 - t) * points[i][axis] + t * value));
  return bezier(between, t);
}
