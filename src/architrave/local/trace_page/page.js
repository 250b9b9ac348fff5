"use strict";
// Moves through the steps of a run: a slider, buttons, the arrow keys, links from the diagram.
const steps = [...document.querySelectorAll("#steps li")];
const slider = document.getElementById("at");
const now = document.getElementById("now");
const shown = document.getElementById("step");
const table = document.querySelector("#variables tbody");

// Every assignment, in the order of the run, with the index of its step.
const changes = steps.flatMap((step, index) =>
  [...step.querySelectorAll("[data-variable]")].map((row) => ({
    index,
    variable: row.dataset.variable,
    before: row.cells[1].dataset.before,
    after: row.cells[1].dataset.after,
  })));

const names = [...new Set(changes.map((change) => change.variable))].sort();
const rows = new Map(names.map((name) => {
  const row = table.insertRow();
  const head = document.createElement("th");
  head.scope = "row";
  head.textContent = name;
  row.append(head, document.createElement("td"));
  return [name, row];
}));

const figures = [...document.querySelectorAll(".figure")];
const choices = [...document.querySelectorAll("#flows button")];

function showFigure(index) {
  figures.forEach((figure, at) => figure.hidden = at !== index);
  choices.forEach((choice, at) => choice.setAttribute("aria-pressed", String(at === index)));
}

let here = -1;

function showVariables(index) {
  const values = new Map();
  for (const change of changes) {
    if (change.index <= index) values.set(change.variable, change.after);
    else if (!values.has(change.variable)) values.set(change.variable, change.before);
  }
  const fresh = new Set(changes.filter((change) => change.index === index).map((change) => change.variable));
  for (const [name, row] of rows) {
    row.cells[1].textContent = values.get(name);
    row.classList.toggle("changed", fresh.has(name));
    row.cells[0].textContent = fresh.has(name) ? name + " (changed)" : name;
  }
}

// Scrolls inside one part of the page; the page itself stays where it is.
function reveal(id, element) {
  const outer = document.getElementById(id);
  const frame = outer.getBoundingClientRect();
  const box = element.getBoundingClientRect();
  if (box.top < frame.top || box.bottom > frame.bottom) outer.scrollTop += box.top - frame.top - frame.height / 3;
  if (box.left < frame.left || box.right > frame.right) outer.scrollLeft += box.left - frame.left - frame.width / 3;
}

function copied(node) {
  if (node.nodeName !== "SUMMARY") return node.cloneNode(true);
  const line = document.createElement("div");
  line.append(...[...node.childNodes].map((child) => child.cloneNode(true)));
  return line;
}

// The lines of the file in place of the link to them.
function withLines() {
  const place = shown.querySelector("a.place");
  const lines = place && document.getElementById(place.hash.slice(1));
  if (!lines) return;
  const copy = lines.cloneNode(true);
  copy.removeAttribute("id");
  place.replaceWith(copy);
}

function mark(element, is) {
  if (!element) return;
  if (is) showFigure(figures.findIndex((figure) => figure.contains(element)));
  element.classList.toggle("here", is);
  if (is) reveal("diagrams", element);
}

function go(index, {quiet = false} = {}) {
  index = Math.max(0, Math.min(steps.length - 1, index));
  if (index === here || !steps.length) return;
  if (here >= 0) {
    const left = steps[here];
    left.removeAttribute("aria-current");
    mark(document.getElementById(left.dataset.box), false);
  }
  here = index;
  const step = steps[index];
  step.setAttribute("aria-current", "step");
  // A copy: opening the step in a list of thousands would take a browser too long.
  shown.replaceChildren(...[...step.querySelector("details").childNodes].map(copied));
  withLines();
  reveal("list", step);
  mark(document.getElementById(step.dataset.box), true);
  slider.value = String(index + 1);
  now.textContent = `Step ${index + 1} of ${steps.length}: ${step.querySelector("summary").textContent}`;
  slider.setAttribute("aria-valuetext", now.textContent);
  showVariables(index);
  if (!quiet) history.replaceState(null, "", `#${step.id}`);
}

function fromAddress() {
  const wanted = steps.findIndex((step) => `#${step.id}` === location.hash);
  if (wanted >= 0) go(wanted, {quiet: true});
}

const moves = {first: () => 0, back: () => here - 1, next: () => here + 1, last: () => steps.length - 1};
const keys = {ArrowLeft: moves.back, ArrowRight: moves.next, Home: moves.first, End: moves.last};
for (const [id, move] of Object.entries(moves))
  document.getElementById(id).addEventListener("click", () => go(move()));
slider.addEventListener("input", () => go(slider.valueAsNumber - 1));
document.addEventListener("keydown", (event) => {
  if (event.target === slider || event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
  event.preventDefault();
  go(keys[event.key]());
});
document.getElementById("steps").addEventListener("click", (event) => {
  const step = event.target.closest("summary")?.closest("li");
  if (step && steps.indexOf(step) !== here) {
    event.preventDefault();
    go(steps.indexOf(step));
  }
});
// A box leads to the first step of its action; if it is there already, to the next one.
document.getElementById("diagrams").addEventListener("click", (event) => {
  const box = event.target.closest("a[id]");
  if (!box || !box.getAttribute("href").startsWith("#step-")) return;
  event.preventDefault();
  const own = steps.map((step, index) => (step.dataset.box === box.id ? index : -1)).filter((index) => index >= 0);
  go(own.find((index) => index > here && here >= own[0]) ?? own[0]);
});
choices.forEach((choice, at) => choice.addEventListener("click", () => showFigure(at)));
addEventListener("hashchange", fromAddress);

if (steps.length) {
  document.getElementById("player").hidden = false;
  document.getElementById("moment").hidden = false;
  if (choices.length) {
    document.getElementById("flows").hidden = false;
    showFigure(0);
  }
  document.getElementById("variables").hidden = !names.length;
  fromAddress();
  // A run that failed is opened where it failed.
  const failed = steps.findLastIndex((step) => step.dataset.failed !== undefined);
  if (here < 0) go(Math.max(failed, 0), {quiet: true});
}
