// What every figure has: controls, and a sentence that answers. A figure is an object:
// begin(settings) makes its state, controls(state) lists what one can move,
// sentence(state) answers, draw(size, state) returns a list of axes or other HTML, and
// tap(state, point, element) may answer a tap; state.open: the details are unfolded.

let em = 16; // pixels of a letter, more on a projector

const range = (count) => Array.from({ length: count }, (_, i) => i);
const signed = (value) => String(value).replace("-", "−");
const put = (place, html) => (place.insertAdjacentHTML("beforeend", html), place.lastElementChild);

/** Make a slider or a button; returns what shows the state in it. */
function control({ name, label, values, press, look, text = signed }, panel, state, changed) {
  if (press) {
    const button = put(panel, `<button type="button" class="${look}"></button>`);
    button.onclick = () => (press(state), changed());
    return () => (button.textContent = label(state));
  }
  const parts = `${label} <b aria-hidden="true"></b><input type="range">`;
  const [value, input] = put(panel, `<label>${parts}</label>`).children;
  input.oninput = () => changed(name, (state[name] = values[input.value]));
  return () => {
    const place = values.indexOf(state[name]);
    input.max = values.length - 1;
    input.value = place < 0 ? values.findIndex((other) => other > state[name]) : place;
    input.ariaValueText = value.textContent = text(state[name]);
  };
}

/** Show a figure, and let it answer. */
function start(figure, settings) {
  const [picture, answer, panel] = document.querySelectorAll("[id]");
  const state = figure.begin(settings);
  let [plots, cursor, frames, more] = [[], null, 0];

  const refresh = figure.controls(state).map((spec) => {
    const fold = `<details ontoggle="scrollIntoView({block:'nearest'})"><summary>${spec.more?.join("</summary><p>")}</p><div></div></details>`;
    if (spec.more) more = put(panel, fold).lastElementChild;
    return control(spec, more ?? panel, state, (name) => {
      figure.change?.(state, name);
      show();
      if (state.playing && !frames) play();
    });
  });

  function show(speak = true) {
    for (const one of refresh) one();
    if (speak) answer.textContent = figure.sentence(state);
    em = parseFloat(getComputedStyle(picture).fontSize);
    plots = figure.draw([picture.clientWidth, picture.clientHeight], state);
    const cross = cursor ? `<path class="line" d="M${cursor}m-12 0h24m-12-12v24"/>` : "";
    picture.innerHTML = plots.join("") + cross;
  }

  // Motion begins with a press of Play; the sentence then changes once in 60 pictures.
  function play() {
    frames = state.playing ? frames + 1 : 0;
    if (frames) figure.advance(state);
    show(frames % 60 === 0);
    if (frames) requestAnimationFrame(play);
  }

  // A tap, or the arrow keys and Enter, choose a place in the first axes.
  const tap = (place, target) => {
    figure.tap?.(Object.assign(state, { open: more?.parentNode.open }), plots[0].back?.(place), target);
    show();
  };
  picture.onclick = (event) => tap([event.offsetX, event.offsetY], event.target);
  picture.onkeydown = (event) => {
    const move = { ArrowLeft: [-9, 0], ArrowRight: [9, 0], ArrowUp: [0, -9], ArrowDown: [0, 9], Enter: [0, 0] }[event.key];
    if (!move) return;
    event.preventDefault();
    cursor = (cursor ?? [picture.clientWidth / 2, picture.clientHeight / 2]).map((value, i) => value + move[i]);
    event.key === "Enter" ? tap(cursor) : show(false);
  };

  new ResizeObserver(() => show(false)).observe(picture);
  show();
}
