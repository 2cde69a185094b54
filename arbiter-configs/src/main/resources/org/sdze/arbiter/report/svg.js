// Drawing: SVG elements, texts that fit, colours of scores, and a mark for each status.

const SVG = 'http://www.w3.org/2000/svg';

function draw(parent, name, attributes = {}) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  parent.append(made);
  return made;
}

const pen = document.createElement('canvas').getContext('2d');

/** In pixels, a little more than it takes. */
function textWidth(string, isTitle = false) {
  pen.font = `${isTitle ? '600 ' : ''}12px ${getComputedStyle(document.body).fontFamily}`;
  return pen.measureText(string).width * 1.04 + 1;
}

/** The text, or as much of its beginning as fits. */
function shorten(string, width, isTitle = false) {
  if (textWidth(string, isTitle) <= width) return string;
  let end = string.length;
  while (end > 1 && textWidth(`${string.slice(0, end)}…`, isTitle) > width) end--;
  return `${string.slice(0, end)}…`;
}

/** Text on a chart; what is cut off shows when pointed at. */
function write(parent, x, y, string, { anchor = 'middle', kind = 'label', width = Infinity } = {}) {
  const shown = shorten(string, width, kind === 'title');
  const text = draw(parent, 'text', { x, y, 'text-anchor': anchor, class: kind });
  text.textContent = shown;
  if (shown !== string) draw(text, 'title').textContent = string;
  return text;
}

const line = (parent, kind, x1, y1, x2, y2) => draw(parent, 'line', { class: kind, x1, y1, x2, y2 });

// Viridis, which people with colour-blindness can read, without the end that would be lost on the page's ground.
const VIRIDIS = [
  '#440154',
  '#482878',
  '#3e4a89',
  '#31688e',
  '#26828e',
  '#1f9e89',
  '#35b779',
  '#6ece58',
  '#b5de2b',
  '#fde725',
];
const darkScheme = matchMedia('(prefers-color-scheme: dark)');
let isPrinting = false;

/** From the worst score to the best, which stands out most from the ground. */
function palette() {
  return darkScheme.matches && !isPrinting ? VIRIDIS.slice(2) : VIRIDIS.slice(0, 9).reverse();
}

function mix(from, to, share) {
  const channel = (colour, i) => parseInt(colour.slice(1 + 2 * i, 3 + 2 * i), 16);
  const mixed = [0, 1, 2].map(i => Math.round(channel(from, i) + share * (channel(to, i) - channel(from, i))));
  return `rgb(${mixed.join(',')})`;
}

/** A candidate's colour, by its score on the scale of scores. */
function colourOf(candidate, colours = palette()) {
  const at = scoreScale.at(candidate.score);
  const place = (search.isMinimized ? 1 - at : at) * (colours.length - 1);
  const i = Math.min(colours.length - 2, Math.floor(place));
  return mix(colours[i], colours[i + 1], place - i);
}

/** A full circle if done, a ring if stopped early or running, a cross if failed, a triangle if diverged. */
function drawMark(parent, candidate, x, y, radius, colours) {
  const name = candidate.status.toLowerCase().replace('_', '-');
  const kind = `mark ${name}${candidate === best ? ' best' : ''}`;
  const r = candidate === best ? radius + 2 : radius;
  const [px, py] = [x.toFixed(1), y.toFixed(1)];
  if (candidate.status === 'FAILED') {
    const d = r * 0.9;
    return draw(parent, 'path', {
      class: kind,
      d: `M${px} ${py}m${-d} ${-d}l${2 * d} ${2 * d}m0 ${-2 * d}l${-2 * d} ${2 * d}`,
    });
  }
  if (candidate.status === 'DIVERGED') {
    return draw(parent, 'path', { class: kind, d: `M${px} ${py}m0 ${-r * 1.1}l${r * 1.1} ${r * 2}h${-r * 2.2}z` });
  }
  const colour = hasScore(candidate) ? colourOf(candidate, colours) : 'var(--faint)';
  const paint = candidate.status === 'DONE' ? { fill: colour } : { stroke: colour };
  return draw(parent, 'circle', { class: kind, cx: px, cy: py, r, ...paint });
}

/** Better ones later, so that they lie on top. */
const fromWorst = [...candidates].sort((a, b) => {
  if (!hasScore(a) || !hasScore(b)) return hasScore(a) - hasScore(b) || a.number - b.number;
  return (search.isMinimized ? b.score - a.score : a.score - b.score) || b.number - a.number;
});

const markRadius = candidates.length > 1000 ? 2.2 : candidates.length > 200 ? 2.8 : 4;
