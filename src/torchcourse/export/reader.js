"use strict";
// The reader: from strokes to ten probabilities, in plain functions that need no page.
// Images are { ink, height, width }: ink from 0 (paper) to 1, row by row.

const SIDE = 28; // of MNIST's images, in pixels
const BOX = 20; // the longer side of a digit in them
const MIDDLE = 14; // where a digit's center of mass lies in them, as an index
const PEN = 0.14; // width of the pen, as a share of the drawing: as MNIST's strokes
const FINE = 140; // pixels along the longer side of a drawing before it is shrunk
const SMALLEST = 0.06; // of the drawing area: what is smaller stays a dot

/** Turn a number of 16 bits (1 sign, 5 exponent, 10 fraction) into the usual 64. */
function fromFloat16(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Unpack the weights: layers of { weight, bias }; weight holds a row per output. */
function unpack(model) {
  const bytes = Uint8Array.from(atob(model.weights), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  const numbers = Float64Array.from({ length: bytes.length / 2 }, (_, i) =>
    fromFloat16(view.getUint16(2 * i, true)),
  );
  let start = 0;
  const take = (count) => numbers.subarray(start, (start += count));
  return model.sizes.slice(1).map((outputs, i) => ({
    weight: take(outputs * model.sizes[i]),
    bias: take(outputs),
  }));
}

/** One layer: every output is its bias plus a weighted sum of all inputs. */
function linear({ weight, bias }, input) {
  return bias.map((sum, row) => {
    for (let i = 0; i < input.length; i++) sum += weight[row * input.length + i] * input[i];
    return sum;
  });
}

/** The network: layers, with a ReLU after each but the last. Returns ten logits. */
function forward(layers, pixels, mean, std) {
  let values = pixels.map((ink) => (ink - mean) / std);
  layers.forEach((layer, i) => {
    values = linear(layer, values);
    if (i < layers.length - 1) values = values.map((value) => Math.max(0, value));
  });
  return values;
}

/** Turn logits into probabilities that sum to 1. */
function softmax(logits) {
  const highest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** Shrink or stretch rows of pixels to `height`, each new row the mean of what it covers. */
function resizeRows({ ink, height: rows, width }, height) {
  const out = new Float64Array(height * width);
  const size = rows / height; // old rows that one new row covers
  for (let y = 0; y < height; y++) {
    for (let row = Math.floor(y * size); row < Math.min(rows, (y + 1) * size); row++) {
      const covered = Math.min((y + 1) * size, row + 1) - Math.max(y * size, row);
      for (let x = 0; x < width; x++) {
        out[y * width + x] += (ink[row * width + x] * covered) / size;
      }
    }
  }
  return { ink: out, height, width };
}

/** Swap rows and columns. */
function transpose({ ink, height, width }) {
  const turned = ink.map((_, i) => ink[(i % height) * width + Math.floor(i / height)]);
  return { ink: turned, height: width, width: height };
}

/** Sum the ink of every row. */
function rowSums({ ink, height, width }) {
  return Array.from({ length: height }, (_, y) =>
    ink.subarray(y * width, (y + 1) * width).reduce((sum, value) => sum + value, 0),
  );
}

/** Cut off the rows without ink above and below. */
function trimRows(image) {
  const { ink, width } = image;
  const sums = rowSums(image);
  const first = sums.findIndex((sum) => sum > 0);
  const last = sums.findLastIndex((sum) => sum > 0);
  return {
    ink: ink.slice(first * width, (last + 1) * width),
    height: last - first + 1,
    width,
  };
}

/** The row where an image starts in 28 so that its center of mass comes closest to 14. */
function firstRow(image) {
  const sums = rowSums(image);
  const total = sums.reduce((sum, value) => sum + value, 0);
  const mass = sums.reduce((sum, value, y) => sum + value * y, 0) / total;
  const start = Math.floor(MIDDLE + 0.5 - mass + 1e-9); // ties: whatever the rounding
  return Math.min(Math.max(start, 0), SIDE - image.height);
}

/** MNIST's own preprocessing: crop, longer side to 20 pixels, center of mass to 14. */
function centerDigit(image) {
  const pixels = new Float64Array(SIDE * SIDE);
  if (!image.ink.some((ink) => ink > 0)) return pixels;
  const crop = transpose(trimRows(transpose(trimRows(image))));
  const longer = Math.max(crop.height, crop.width);
  const [height, width] = [crop.height, crop.width].map((side) =>
    Math.max(1, Math.floor((BOX * side) / longer + 0.5)),
  );
  const small = transpose(resizeRows(transpose(resizeRows(crop, height)), width));
  const [top, left] = [firstRow(small), firstRow(transpose(small))];
  for (let y = 0; y < height; y++) {
    pixels.set(small.ink.subarray(y * width, (y + 1) * width), (top + y) * SIDE + left);
  }
  return pixels;
}

/** Distance of the point (x, y) from the line between two points. */
function distance(x, y, [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const square = dx * dx + dy * dy;
  const along = square ? ((x - ax) * dx + (y - ay) * dy) / square : 0;
  const share = Math.min(1, Math.max(0, along));
  return Math.hypot(x - ax - share * dx, y - ay - share * dy);
}

/** Ink the pixels around the line between two points, with soft edges. */
function inkLine({ ink, height, width }, from, to, radius) {
  const [left, top] = [0, 1].map((axis) =>
    Math.max(0, Math.floor(Math.min(from[axis], to[axis]) - radius - 1)),
  );
  const right = Math.min(width - 1, Math.max(from[0], to[0]) + radius + 1);
  const bottom = Math.min(height - 1, Math.max(from[1], to[1]) + radius + 1);
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const depth = radius + 0.5 - distance(x + 0.5, y + 0.5, from, to);
      const i = y * width + x;
      ink[i] = Math.max(ink[i], Math.min(1, depth));
    }
  }
}

/**
 * Draw strokes again with a pen that suits their size, as a photo from the right
 * distance would show them. A stroke is a list of points [x, y], from 0 to 1.
 */
function inkOf(strokes) {
  const points = strokes.flat();
  if (points.length === 0) return { ink: new Float64Array(1), height: 1, width: 1 };
  const axes = [0, 1].map((axis) => points.map((point) => point[axis]));
  const low = axes.map((values) => values.reduce((a, b) => Math.min(a, b)));
  const high = axes.map((values) => values.reduce((a, b) => Math.max(a, b)));
  const longer = Math.max(high[0] - low[0], high[1] - low[1], SMALLEST);
  const scale = FINE / (longer * (1 + PEN));
  const radius = (PEN * longer * scale) / 2;
  const place = (point) => point.map((value, i) => (value - low[i]) * scale + radius + 1);
  const [width, height] = place(high).map((edge) => Math.ceil(edge + radius + 1));
  const image = { ink: new Float64Array(width * height), height, width };
  for (const stroke of strokes.map((points) => points.map(place))) {
    stroke.forEach((to, i) => inkLine(image, stroke[Math.max(0, i - 1)], to, radius));
  }
  return image;
}

/** Read 28 x 28 pixels: ten probabilities, and the digit, or null if none is sure. */
function read(model, layers, pixels) {
  const probs = softmax(forward(layers, pixels, model.mean, model.std));
  const highest = Math.max(...probs);
  return { probs, digit: highest < model.threshold ? null : probs.indexOf(highest) };
}
