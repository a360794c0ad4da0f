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

// Paste a message, and the entries whose messages share most of its words are shown.

const words = (text) => new Set(text.toLowerCase().match(/[a-z_]{2,}/g) ?? []);

// How to weigh words: those that few entries have tell entries apart.
function rarity(entries) {
  const counts = new Map();
  for (const { messages } of entries) {
    for (const word of words(messages.join(" "))) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  const weight = (word) => Math.log(1 + entries.length / (counts.get(word) ?? 1));
  return (some) => [...some].reduce((sum, word) => sum + weight(word), 0);
}

// How much of the shorter text is in the longer one, from 0 to 1; then of the longer.
function likeness(known, pasted, weigh) {
  const shared = [...known].filter((word) => pasted.has(word));
  const [short, long] = [weigh(known), weigh(pasted)].sort((a, b) => a - b);
  const enough = shared.length >= Math.min(2, known.size);
  return enough ? weigh(shared) / short + weigh(shared) / long / 1000 : 0;
}

// An entry has `messages`. The last line says what happened, so it is looked up first.
function bestEntries(entries, text) {
  const weigh = rarity(entries);
  for (const part of [text.trim().split("\n").at(-1), text]) {
    const pasted = words(part);
    const score = ({ messages }) =>
      Math.max(...messages.map((message) => likeness(words(message), pasted, weigh)));
    const scored = entries.map((entry) => [score(entry), entry]);
    const found = scored.filter(([score]) => score >= 0.6).sort((a, b) => b[0] - a[0]);
    if (found.length) return found.slice(0, 3).map(([, entry]) => entry);
  }
  return [];
}

// What an entry is found by: its title, and the messages listed after "Also:".
function messagesOf(heading) {
  const also = [...heading.parentElement.querySelectorAll("p")].filter((line) =>
    line.textContent.startsWith("Also: "),
  );
  const quoted = also.flatMap((line) => [...line.querySelectorAll("code")]);
  const title = heading.querySelector("code") ?? heading;
  return [title, ...quoted].map((part) => part.textContent);
}

function start(box) {
  const entries = [...document.querySelectorAll("h3")].map((heading) => ({
    messages: messagesOf(heading),
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
