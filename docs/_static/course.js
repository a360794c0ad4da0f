// What every page needs, and the search by message of the troubleshooting page.
"use strict";

// Boxes that scroll sideways must be reachable by keyboard.
function makeScrollable() {
  for (const box of document.querySelectorAll(".bd-article table, .math, pre")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  }
}

// Paste a message, and the entry that shares most of its words is shown.

const words = (text) => new Set(text.toLowerCase().match(/[a-z_]{2,}/g) ?? []);

// How much of a title's words the message holds, from 0 to 1.
function likeness(title, message) {
  const shared = [...title].filter((word) => message.has(word));
  return shared.length / title.size;
}

function bestEntry(entries, text) {
  const message = words(text);
  const scored = entries.map((entry) => [likeness(entry.words, message), entry]);
  const [score, entry] = scored.reduce((a, b) => (b[0] > a[0] ? b : a));
  return score >= 0.6 ? entry : null;
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
    <p role="status"></p>`;
  const answer = box.querySelector("[role=status]");
  box.querySelector("textarea").addEventListener("input", (event) => {
    const text = event.target.value;
    const entry = text.trim() && bestEntry(entries, text);
    answer.textContent = text.trim() && !entry ? "No entry fits; look below." : "";
    if (entry) {
      const link = document.createElement("a");
      link.href = `#${entry.section.id}`;
      link.textContent = entry.text;
      answer.append("This one: ", link);
    }
  });
  box.hidden = false;
}

document.addEventListener("DOMContentLoaded", () => {
  const box = document.getElementById("find");
  if (box) start(box);
  makeScrollable();
  addEventListener("resize", makeScrollable);
  // Its label lacks the shortcut that is written on it.
  document.querySelector(".search-button-field")?.removeAttribute("aria-label");
});
