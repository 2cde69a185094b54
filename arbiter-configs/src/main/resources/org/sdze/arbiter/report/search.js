// The search itself, and how its numbers are written.

const search = JSON.parse(document.getElementById('search').textContent);
const { axes, candidates } = search;

const STATUS = {
  DONE: 'done',
  STOPPED_EARLY: 'stopped early',
  FAILED: 'failed',
  DIVERGED: 'diverged',
  RUNNING: 'running',
};

const best = candidates.find(candidate => candidate.number === search.best) ?? null;
const isBetter = (a, b) => (search.isMinimized ? a < b : a > b);
const hasScore = candidate => candidate.score !== null;
const count = status => candidates.filter(candidate => candidate.status === status).length;
const present = Object.keys(STATUS).filter(status => count(status) > 0);
const direction = search.isMinimized ? 'lower is better' : 'higher is better';

/** Whole numbers as they are; others with so many digits that count. */
function format(number, digits = 4) {
  const size = Math.abs(number);
  if (Number.isInteger(number) && size < 1e6) return String(number);
  if (size >= 1e-3 && size < 1e6) return String(Number(number.toPrecision(digits)));
  return number
    .toExponential(digits - 1)
    .replace(/\.?0*e/, 'e')
    .replace('e+', 'e');
}

function formatValue(value) {
  if (value === null) return '–';
  return typeof value === 'number' ? format(value) : value;
}

function formatTime(seconds) {
  if (seconds < 60) return `${format(seconds, 3)} s`;
  const whole = Math.round(seconds);
  const [days, hours, minutes] = [
    Math.floor(whole / 86400),
    Math.floor(whole / 3600) % 24,
    Math.floor(whole / 60) % 60,
  ];
  if (days > 0) return `${days} d ${hours} h`;
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${whole % 60} s`;
}

function formatPercent(share) {
  if (share < 0.005) return '< 1 %';
  return `${Math.round(100 * share)} %`;
}

const plural = (number, word) => `${number} ${word}${number === 1 ? '' : 's'}`;

/** A number in (−½, ½) that looks random and is a candidate's own; along an axis and across it they are unrelated. */
function jitter(candidate, isAcross = false) {
  return (((candidate.number + 1) * (isAcross ? 0.5698402909980532 : 0.7548776662466927)) % 1) - 0.5;
}

/** An HTML element; strings become text and never markup. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(key, value);
    else if (value !== null && value !== false) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

const find = selector => document.querySelector(selector);
