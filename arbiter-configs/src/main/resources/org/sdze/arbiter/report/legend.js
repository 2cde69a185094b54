// Legends: the colours of scores, and the mark of each status that occurs.

const legends = [];

/** Fills an element with a legend, now and when the colours change. */
function addLegend(container, entries) {
  legends.push(() => container.replaceChildren(...entries()));
}

function drawLegends() {
  legends.forEach(drawLegend => drawLegend());
}

function key(name, paint) {
  const entry = element('span', { class: 'key' });
  paint(draw(entry, 'svg', { width: 22, height: 14, viewBox: '0 0 22 14', 'aria-hidden': 'true' }));
  entry.append(name);
  return entry;
}

/** From the worst score to the best. */
function colourKey() {
  const scores = fromWorst.filter(hasScore).map(candidate => candidate.score);
  if (scores.length === 0) return [];
  const bar = element('span', { class: 'bar' });
  bar.style.background = `linear-gradient(to right, ${palette().join(',')})`;
  const name = `${search.scoreName}: ${format(scores[0], 2)}`;
  return [element('span', { class: 'key' }, name, bar, `${format(scores[scores.length - 1], 2)} (best)`)];
}

function statusKeys(statuses = present) {
  const colours = palette();
  return statuses.map(status =>
    key(STATUS[status], svg => {
      const made = drawMark(svg, { status, score: null }, 11, 7, 4, colours);
      if (status === 'DONE') made.setAttribute('fill', colours[Math.floor(colours.length / 2)]);
    }),
  );
}

function lineKey(name, kind) {
  return key(name, svg => line(svg, kind, 0, 7, 22, 7));
}

function bestKey() {
  if (!best) return [];
  return [key('best', svg => drawMark(svg, best, 11, 7, 3, palette()))];
}
