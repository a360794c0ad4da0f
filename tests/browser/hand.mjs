// A scripted hand that draws on the page with a mouse, a finger or the keyboard.

import { strokes } from "./handwriting.mjs";
import { settle } from "./harness.mjs";

/** Where a drawing goes: its left, top and size, as shares of the drawing area. */
export const PLACES = {
  large: [0.08, 0.05, 0.85],
  "middle-sized": [0.25, 0.28, 0.5],
  "small, above left": [0.04, 0.05, 0.3],
  "small, below right": [0.66, 0.64, 0.3],
};

/** Draw a path with the mouse. */
export async function drawByMouse(page, path, place = PLACES.large) {
  for (const points of await onScreen(page, path, place)) {
    await page.mouse.move(...points[0]);
    await page.mouse.down();
    await Promise.all(points.slice(1).map((point) => page.mouse.move(...point)));
    await page.mouse.up();
  }
  await settle(page);
}

/** Draw a path with a finger. */
export async function drawByTouch(page, path, place = PLACES.large) {
  const session = await page.context().newCDPSession(page);
  const touch = (type, point) =>
    session.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: point ? [{ x: point[0], y: point[1] }] : [],
    });
  for (const points of await onScreen(page, path, place)) {
    await touch("touchStart", points[0]);
    await Promise.all(points.slice(1).map((point) => touch("touchMove", point)));
    await touch("touchEnd");
  }
  await session.detach();
  await settle(page);
}

/** Press keys such as "Right*8" or, two at once, "Left+Down*8". */
export async function type(page, ...presses) {
  for (const press of presses) {
    const [names, times = 1] = press.split("*");
    const arrows = ["Left", "Right", "Up", "Down"];
    const keys = names.split("+").map((name) => (arrows.includes(name) ? `Arrow${name}` : name));
    for (const key of keys.slice(0, -1)) await page.keyboard.down(key);
    for (let i = 0; i < times; i++) await page.keyboard.down(keys.at(-1));
    for (const key of keys) await page.keyboard.up(key);
  }
  await settle(page);
}

/** What the page answers: a digit, "?" or "". */
export function answer(page) {
  return page.locator("#digit").textContent();
}

async function onScreen(page, path, [left, top, size]) {
  const box = await page.locator("#paper").boundingBox();
  return strokes(path).map((points) =>
    points.map(([x, y]) => [
      box.x + box.width * (left + size * x),
      box.y + box.height * (top + size * y),
    ]),
  );
}
