"use strict";
// The page: strokes come in from mouse, finger or keyboard; the answer goes out.

const $ = (id) => document.getElementById(id);
const [paper, seen, live] = [$("paper"), $("seen"), $("live")];
const model = JSON.parse($("model").textContent);
const layers = unpack(model);

const BLANK = "Nothing drawn yet.";
const UNKNOWN = "Not a digit I know.";

const strokes = []; // each a list of points [x, y], from 0 to 1
const pen = { at: [0.5, 0.5], down: false, shown: false }; // the keyboard's
const held = new Set(); // arrow keys that are down
let drawing = null; // the pointer that draws, if any
let frame = 0; // the one that will show what changed, if one is asked for
let timer = 0; // of the next announcement
let announced = BLANK;

// --- Strokes in -------------------------------------------------------------------

const inside = (value) => Math.min(1, Math.max(0, value));

function pointOf(event) {
  const box = paper.getBoundingClientRect();
  return [
    inside((event.clientX - box.left) / box.width),
    inside((event.clientY - box.top) / box.height),
  ];
}

paper.addEventListener("pointerdown", (event) => {
  if (drawing !== null || event.button !== 0) return;
  pen.shown = false;
  liftPen();
  drawing = event.pointerId;
  paper.setPointerCapture(drawing);
  strokes.push([pointOf(event)]);
  changed();
});

paper.addEventListener("pointermove", (event) => {
  if (event.pointerId !== drawing) return;
  const events = event.getCoalescedEvents?.() ?? [];
  for (const step of events.length ? events : [event]) lengthen(pointOf(step));
  changed();
});

/** Add a point to the last stroke, unless the hand has hardly moved. */
function lengthen([x, y]) {
  const [lastX, lastY] = strokes.at(-1).at(-1);
  if (Math.hypot(x - lastX, y - lastY) > 1 / 300) strokes.at(-1).push([x, y]);
}

for (const kind of ["pointerup", "pointercancel"]) {
  paper.addEventListener(kind, (event) => {
    if (event.pointerId === drawing) drawing = null;
  });
}

const ARROWS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

paper.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key in ARROWS) movePen(event);
  else if (event.key === " ") togglePen(event);
  else if (event.key === "Backspace") undo();
  else if (event.key === "Delete") clear();
  else return;
  event.preventDefault();
});

paper.addEventListener("keyup", (event) => held.delete(event.key));

paper.addEventListener("focus", () => {
  pen.shown = paper.matches(":focus-visible"); // not after a click
  changed();
});

paper.addEventListener("blur", () => {
  held.clear();
  pen.shown = false;
  liftPen();
  changed();
});

function movePen(event) {
  held.add(event.key);
  const step = event.shiftKey ? 1 / 100 : 1 / 25;
  for (const key of held) {
    pen.at = pen.at.map((value, axis) => inside(value + step * ARROWS[key][axis]));
  }
  pen.shown = true;
  if (pen.down) lengthen(pen.at);
  changed();
}

function togglePen(event) {
  if (event.repeat) return;
  const down = !pen.down;
  liftPen();
  pen.shown = true;
  pen.down = down;
  if (pen.down) strokes.push([pen.at]);
  const [x, y] = pen.at.map((value) => Math.round(100 * value));
  changed(`Pen ${down ? "down" : "up"}, ${x} % from the left, ${y} % from the top.`);
}

/** End the stroke, whatever draws it. */
function liftPen() {
  pen.down = false;
  drawing = null;
}

function undo() {
  liftPen();
  changed(strokes.pop() ? "Stroke undone." : "Nothing to undo.");
}

function clear() {
  liftPen();
  pen.at = [0.5, 0.5];
  strokes.length = 0;
  changed("Cleared.");
}

$("undo").addEventListener("click", undo);
$("clear").addEventListener("click", clear);

// --- The answer out ---------------------------------------------------------------

const rows = Array.from({ length: 10 }, (_, digit) => {
  const row = document.createElement("li");
  row.innerHTML =
    `<span>${digit}</span>` +
    '<div class="track" aria-hidden="true"><div class="bar"></div></div><span></span>';
  $("bars").append(row);
  return row;
});

/** Draw and read once per frame, however many points came in; then say it aloud. */
function changed(message = "") {
  if (message) live.textContent = message;
  frame ||= requestAnimationFrame(() => {
    frame = 0;
    drawPaper();
    answer();
  });
}

function answer() {
  const pixels = centerDigit(inkOf(strokes));
  const blank = strokes.length === 0;
  const { probs, digit } = read(model, layers, pixels);
  const words = blank ? BLANK : digit === null ? UNKNOWN : sentence(digit, probs[digit]);
  $("digit").textContent = blank ? "" : (digit ?? "?");
  $("words").textContent = words;
  rows.forEach((row, i) => {
    const prob = blank ? 0 : probs[i];
    row.querySelector(".bar").style.width = `${100 * prob}%`;
    row.lastChild.textContent = blank ? "–" : percent(prob);
    row.classList.toggle("best", !blank && i === digit);
  });
  drawSeen(pixels, blank);
  announce(words);
}

function sentence(digit, prob) {
  return `I read ${digit === 8 ? "an" : "a"} ${digit}: ${percent(prob)} sure.`;
}

function percent(prob) {
  const rounded = Math.round(100 * prob);
  if (rounded === 100 && prob < 1) return ">\u00a099\u00a0%";
  return rounded === 0 ? "<\u00a01\u00a0%" : `${rounded}\u00a0%`;
}

/** Tell screen readers, once the hand has rested and only if there is news. */
function announce(words) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (words !== announced) live.textContent = announced = words;
  }, 700);
}

function drawSeen(pixels, blank) {
  const brush = seen.getContext("2d");
  brush.clearRect(0, 0, SIDE, SIDE);
  brush.fillStyle = getComputedStyle(seen).color;
  pixels.forEach((ink, i) => {
    brush.globalAlpha = ink;
    brush.fillRect(i % SIDE, Math.floor(i / SIDE), 1, 1);
  });
  const what = blank ? "blank" : "your drawing, shrunk and centered";
  seen.setAttribute("aria-label", `What the network sees: 28 by 28 pixels, ${what}`);
}

function drawPaper() {
  const size = Math.round(paper.clientWidth * devicePixelRatio);
  if (paper.width !== size) paper.width = paper.height = size;
  const brush = paper.getContext("2d");
  brush.clearRect(0, 0, size, size);
  if (!strokes.length && !pen.shown) invite(brush, size);
  brush.strokeStyle = getComputedStyle(paper).color;
  brush.lineCap = brush.lineJoin = "round";
  brush.lineWidth = 0.05 * size;
  for (const stroke of strokes) {
    brush.beginPath();
    for (const [x, y] of [stroke[0], ...stroke]) brush.lineTo(x * size, y * size);
    brush.stroke();
  }
  if (pen.shown) drawPen(brush, size);
}

/** Say on the empty paper what it is for; the words below tell screen readers. */
function invite(brush, size) {
  brush.fillStyle = getComputedStyle($("keys")).color;
  brush.font = `${Math.round(0.06 * size)}px system-ui, sans-serif`;
  brush.textAlign = "center";
  brush.fillText("Draw a digit here, large", size / 2, size / 2);
}

/** A ring where the keyboard's pen is; full when it is down. */
function drawPen(brush, size) {
  const [x, y] = pen.at.map((value) => value * size);
  brush.strokeStyle = brush.fillStyle = getComputedStyle(document.body).color;
  brush.lineWidth = 0.008 * size;
  brush.beginPath();
  brush.arc(x, y, 0.035 * size, 0, 2 * Math.PI);
  brush.stroke();
  brush.beginPath();
  brush.arc(x, y, (pen.down ? 0.02 : 0.006) * size, 0, 2 * Math.PI);
  brush.fill();
}

new ResizeObserver(() => changed()).observe(paper);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => changed());
changed();
