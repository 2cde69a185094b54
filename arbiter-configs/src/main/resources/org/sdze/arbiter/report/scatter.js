// For each parameter the scores against its values.

function writeScatter() {
  const section = find('#scatter');
  const { shares } = search.importance;
  const hasUnused = candidates.some(candidate => candidate.values.includes(null));
  const order = axes.map((_, i) => i);
  if (shares.length > 0) order.sort((a, b) => shares[b].total - shares[a].total || a - b);
  const way = shares.length > 0 ? 'the most important one first' : 'in the order of the search';
  section.querySelector('.says').textContent =
    `The score against each parameter, ${way}.` +
    (hasUnused ? ' Candidates for which a parameter has no meaning lie beside its axis, under “unused”.' : '');
  for (const index of order) {
    const container = element('div', { class: 'chart' });
    section.querySelector('.grid').append(container);
    new Chart(container, `${search.scoreName} against ${axes[index].name}`, 270, chart => drawScatter(chart, index));
  }
  addLegend(section.querySelector('.legend'), () => [...statusKeys(), ...bestKey(), ...colourKey()]);
}

function drawScatter(chart, index) {
  const scale = axisScales[index];
  const hasUnused = candidates.some(candidate => candidate.values[index] === null);
  const frame = scoreFrame(chart, { title: axes[index].name, scale, hasUnused });
  const colours = palette();
  for (const candidate of [...fromWorst.filter(each => each !== best), ...(best ? [best] : [])]) {
    const place = placeOn(index, candidate);
    const x = place === null ? frame.unused(candidate) : frame.x(place);
    const y = frame.yOf(candidate);
    const mark = drawMark(chart.plot, candidate, x, y, markRadius, colours);
    chart.points.push({ x, y, candidate, mark });
  }
  drawDefaults(chart, frame);
}
