// Draw the formulas, fit every slide into 1280 x 720, and start reveal.js.
"use strict";

const WIDTH = 1280;
const HEIGHT = 720;
const TEXT = { largest: 32, smallest: 24 }; // pixels
const CODE = { largest: 26, smallest: 22 }; // 22 is what 88 columns leave

for (const formula of document.querySelectorAll(".formula")) {
  const displayMode = formula.classList.contains("display");
  katex.render(formula.textContent, formula, { displayMode });
}

// Try the largest type first: code shrinks until its lines fit, then all of the slide.
function fit(slide) {
  if (slide.querySelector(".figure")) return;
  const tooTall = () => slide.offsetHeight > HEIGHT;
  const lines = [slide, ...slide.querySelectorAll("pre")];
  const tooWide = () => lines.some((box) => box.scrollWidth > box.clientWidth);
  let { largest: text } = TEXT;
  let { largest: code } = CODE;
  const set = () => {
    slide.style.fontSize = `${text}px`;
    slide.style.setProperty("--code", `${code}px`);
  };
  for (set(); tooWide() && code > CODE.smallest; set()) code -= 0.5;
  for (const box of slide.querySelectorAll("pre.output")) {
    if (box.scrollWidth > box.clientWidth) box.style.whiteSpace = "pre-wrap";
  }
  for (; tooTall() && text > TEXT.smallest; set()) {
    text -= 1;
    code = Math.min(code, Math.max(CODE.smallest, 0.8 * text));
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
