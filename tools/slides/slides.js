// Draw the formulas, fit every slide into 1280 x 720, and start reveal.js.
"use strict";

const WIDTH = 1280;
const HEIGHT = 720;
const LARGEST = 32; // pixels of text
const SMALLEST = 18;

for (const formula of document.querySelectorAll(".formula")) {
  const displayMode = formula.classList.contains("display");
  katex.render(formula.textContent, formula, { displayMode });
}

// Try the largest type first; then two columns; then smaller type.
function fit(slide) {
  const tooTall = () => slide.offsetHeight >= HEIGHT || slide.scrollWidth > WIDTH;
  const cell = slide.querySelector(".cell:not(.fragment)");
  for (let size = LARGEST; tooTall() && size >= SMALLEST; size -= 1) {
    slide.style.fontSize = `${size}px`;
    if (size < 27 && cell?.querySelector("img")) slide.classList.add("wide");
  }
}

// Slides are measured off the stage, where reveal.js does not hide or scale them.
const stage = document.createElement("div");
stage.style.cssText = `position:absolute;left:-9999px;width:${WIDTH}px`;
document.body.append(stage);
const fonts = [...document.fonts].map((font) => font.load());
const images = [...document.images].map((image) => image.decode().catch(() => null));
Promise.all([...fonts, ...images]).then(() => {
  for (const slide of document.querySelectorAll(".slide")) {
    const home = slide.parentElement;
    stage.append(slide);
    fit(slide);
    home.append(slide);
  }
  stage.remove();
  Reveal.initialize({
    width: WIDTH,
    height: HEIGHT,
    margin: 0,
    center: false,
    controls: false,
    hash: true,
    slideNumber: "c/t",
    transition: "none",
  });
});
