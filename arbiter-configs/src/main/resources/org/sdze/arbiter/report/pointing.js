// What all charts and the table share: the candidate that is pointed at, and those that are selected.

const tip = find('#tip');

// Pointing: with a mouse the candidate under it; a click or tap keeps it until the next one.
let shown = null;
let isKept = false;
const whenShown = [];

function show(candidate, page = null) {
  if (candidate !== shown) {
    shown = candidate;
    for (const chart of drawn) {
      chart.over.replaceChildren();
      if (candidate) chart.show(candidate);
    }
    whenShown.forEach(listener => listener(candidate));
  }
  tip.hidden = !candidate || !page;
  if (tip.hidden) return;
  tip.replaceChildren(...describe(candidate));
  const box = tip.getBoundingClientRect();
  const screen = document.documentElement.clientWidth;
  const isLow = page.clientY + box.height + 20 > window.innerHeight && page.clientY > box.height + 20;
  const left = Math.min(page.clientX + 14, screen - box.width - 8);
  tip.style.left = `${Math.max(8, left) + window.scrollX}px`;
  tip.style.top = `${page.clientY + window.scrollY + (isLow ? -box.height - 14 : 14)}px`;
}

function describe(candidate) {
  const list = element('dl');
  const add = (name, value) => list.append(element('dt', {}, name), element('dd', {}, value));
  add(search.scoreName, hasScore(candidate) ? format(candidate.score) : 'no score');
  axes.forEach((axis, i) => {
    if (candidate.values[i] !== null) add(axis.name, formatValue(candidate.values[i]));
  });
  const parts = [element('strong', {}, `Candidate ${candidate.number}`), ` ${STATUS[candidate.status]}`, list];
  if (candidate.failure) parts.push(element('p', {}, candidate.failure));
  return parts;
}

/** Lets the pointer find the candidates of all charts within an element. */
function pointAt(event) {
  const chart = event.target.closest?.('.chart')?.chart;
  if (!chart?.svg) return null;
  const box = chart.svg.getBoundingClientRect();
  return chart.nearest(event.clientX - box.left, event.clientY - box.top);
}

document.addEventListener('pointermove', event => {
  if (isKept || event.pointerType !== 'mouse' || event.buttons !== 0) return;
  if (event.target.closest?.('.chart')) show(pointAt(event), event);
  else if (!event.target.closest?.('tbody')) show(null);
});

document.addEventListener('click', event => {
  if (event.target.closest?.('#tip, tbody, .zone')) return;
  const candidate = pointAt(event);
  isKept = candidate !== null;
  show(candidate, event);
});

document.addEventListener('keydown', event => {
  if (event.key !== 'Escape') return;
  isKept = false;
  show(null);
});

// Selecting: for an axis a range of places; a candidate is in if all ranges hold it.
const ranges = new Map();
const whenSelected = [];

function isSelected(candidate) {
  for (const [placeOf, [low, high]] of ranges.values()) {
    const place = placeOf(candidate);
    if (place < low || place > high) return false;
  }
  return true;
}

function selectionChanged() {
  drawn.forEach(chart => chart.select());
  whenSelected.forEach(listener => listener());
}
