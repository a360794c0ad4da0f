// What every page needs, and the search by message.
"use strict";

// Boxes that scroll sideways are reachable by keyboard, and show that they go on.
function makeScrollable() {
  for (const box of document.querySelectorAll(".bd-article table, .math, pre")) {
    const hidden = () => box.scrollWidth - box.clientWidth - Math.ceil(box.scrollLeft);
    const show = () => box.classList.toggle("goes-on", hidden() > 1);
    if (hidden() > 1) box.tabIndex = 0;
    box.onscroll = show;
    show();
  }
}

// A figure opens at its full size, where a phone shows it too small.
function linkFigures() {
  for (const figure of document.querySelectorAll(".bd-article .cell_output img")) {
    const link = document.createElement("a");
    link.href = figure.src;
    figure.replaceWith(link);
    link.append(figure);
  }
}

// Paste a message, and the entries that share most words with it are shown.

const words = (text) => new Set(text.toLowerCase().match(/[a-z_]{2,}/g) ?? []);

// How much of the shorter one is in the longer one, from 0 to 1; then of the longer.
function likeness(title, message) {
  const shared = [...title].filter((word) => message.has(word)).length;
  const [short, long] = [title.size, message.size].sort((a, b) => a - b);
  return shared < Math.min(2, title.size) ? 0 : shared / short + shared / long / 1000;
}

function bestEntries(entries, text) {
  const message = words(text);
  const scored = entries.map((entry) => [likeness(entry.words, message), entry]);
  const found = scored.filter(([score]) => score >= 0.6);
  return found.sort((a, b) => b[0] - a[0]).slice(0, 3).map(([, entry]) => entry);
}

function start(box) {
  const entries = [...document.querySelectorAll("h3")].map((heading) => ({
    words: words((heading.querySelector("code") ?? heading).textContent),
    text: heading.textContent.replace(/#$/, ""), // without the link that the theme adds
    section: heading.parentElement,
  }));
  box.innerHTML = `
    <label for="message">Your error message</label>
    <textarea id="message" rows="3" spellcheck="false"></textarea>
    <div role="status"></div>`;
  const [field, answer] = box.querySelectorAll("textarea, [role=status]");
  field.addEventListener("input", () => {
    const found = field.value.trim() ? bestEntries(entries, field.value) : [];
    answer.textContent = found.length ? "" : "No entry fits; look below.";
    if (!field.value.trim()) answer.textContent = "";
    for (const entry of found) {
      const line = document.createElement("p");
      const link = document.createElement("a");
      link.href = `#${entry.section.id}`;
      link.textContent = entry.text;
      line.append(entry === found[0] ? "This one: " : "Or: ", link);
      answer.append(line);
    }
  });
  box.hidden = false;
  field.value = new URLSearchParams(location.search).get("message") ?? "";
  field.dispatchEvent(new Event("input"));
}

// Whoever searches for an error message is led to the page that knows messages.
function offerTroubleshooting(results) {
  const asked = new URLSearchParams(location.search).get("q") ?? "";
  if (words(asked).size < 3) return;
  const link = document.createElement("a");
  link.href = `troubleshooting.html?message=${encodeURIComponent(asked)}`;
  link.textContent = "Look it up in Troubleshooting";
  const line = document.createElement("p");
  line.append("Is this an error message? ", link, ".");
  results.before(line);
}

document.addEventListener("DOMContentLoaded", () => {
  const box = document.getElementById("find");
  if (box) start(box);
  const results = document.getElementById("search-results");
  if (results) offerTroubleshooting(results);
  linkFigures();
  makeScrollable();
  addEventListener("resize", makeScrollable);
  // Labels that differ from what is written there: whoever speaks to the page needs it.
  for (const labeled of document.querySelectorAll(".search-button-field, .hide summary")) {
    labeled.removeAttribute("aria-label");
  }
});
