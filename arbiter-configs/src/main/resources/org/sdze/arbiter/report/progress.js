// Scores as they came in, and the best so far.

function writeProgress() {
  const section = find('#progress');
  const ended = candidates
    .filter(candidate => candidate.status !== 'RUNNING')
    .sort((a, b) => (a.endedAt ?? Infinity) - (b.endedAt ?? Infinity) || a.number - b.number);
  if (ended.length === 0) {
    section.querySelector('.says').textContent = 'No candidate has ended yet.';
    section.querySelectorAll('.chart, .legend').forEach(unused => unused.remove());
    return;
  }
  section.querySelector('.says').textContent = progressInWords(ended);

  const ways = [byCandidate(ended), byTime(ended)].filter(way => way.places.length > 0);
  let way = ways[0];
  const chart = new Chart(
    section.querySelector('.chart'),
    `Scores in the order in which candidates ended, and the best so far. ${progressInWords(ended)}`,
    width => (width < 500 ? 300 : 380),
    made => drawProgress(made, way),
  );
  if (ways.length > 1) {
    const buttons = ways.map(each =>
      element(
        'button',
        {
          type: 'button',
          'aria-pressed': String(each === way),
          click: () => {
            way = each;
            buttons.forEach((button, i) => button.setAttribute('aria-pressed', String(ways[i] === way)));
            chart.draw();
          },
        },
        each.name,
      ),
    );
    section.querySelector('.switch').append(...buttons);
  }
  addLegend(section.querySelector('.legend'), () => [
    ...statusKeys(present.filter(status => status !== 'RUNNING')),
    ...bestKey(),
    ...(best ? [lineKey('best so far', 'best-line')] : []),
    ...(search.defaultScore === null ? [] : [lineKey('defaults', 'defaults')]),
    ...colourKey(),
  ]);
}

/** Only candidates that are done can be the best: scores of others are of less training. */
function improvements(ended) {
  const steps = [];
  ended.forEach((candidate, i) => {
    const last = steps[steps.length - 1]?.candidate;
    if (candidate.status === 'DONE' && (!last || isBetter(candidate.score, last.score))) steps.push({ candidate, i });
  });
  return steps;
}

function progressInWords(ended) {
  const steps = improvements(ended);
  if (steps.length === 0) return 'No candidate is done yet, so there is no best one.';
  const after = ended.length - 1 - steps[steps.length - 1].i;
  const last = steps[steps.length - 1].candidate.number;
  const turns =
    steps.length === 1
      ? `Candidate ${last} was the first done and the best`
      : `${steps.length} candidates were the best in turn, the last of them number ${last}`;
  const since = after === 0 ? 'none ended after it' : `${after} ended after it`;
  const beyond = beyondCount > 0 ? ` ${plural(beyondCount, 'score')} beyond the axis lie at its end.` : '';
  return `${turns}; ${since}.${beyond}`;
}

function byCandidate(ended) {
  const scale = numberScale(0, ended.length, { isWhole: true });
  return {
    name: 'by candidate',
    title: 'candidates ended',
    scale,
    places: ended.map((candidate, i) => ({ candidate, at: scale.at(i + 1) })),
  };
}

function byTime(ended) {
  const timed = ended.filter(candidate => candidate.endedAt !== null);
  const last = timed.reduce((most, candidate) => Math.max(most, candidate.endedAt), search.seconds);
  const units = [
    [86400, 'days'],
    [3600, 'hours'],
    [60, 'minutes'],
  ];
  const [unit, name] = units.find(([seconds]) => last >= 3 * seconds) ?? [1, 'seconds'];
  const scale = numberScale(0, last / unit);
  return {
    name: 'by time',
    title: `${name} since the search began`,
    scale,
    places: timed.map(candidate => ({ candidate, at: scale.at(candidate.endedAt / unit) })),
  };
}

function drawProgress(chart, { title, scale, places }) {
  const frame = scoreFrame(chart, { title, scale });
  const steps = improvements(places.map(place => place.candidate)).map(step => places[step.i]);
  const colours = palette();
  const put = ({ candidate, at }) => {
    const [x, y] = [frame.x(at), frame.yOf(candidate)];
    const mark = drawMark(chart.plot, candidate, x, y, markRadius, colours);
    chart.points.push({ x, y, candidate, mark });
  };
  places.filter(place => place.candidate !== best).forEach(put);
  drawDefaults(chart, frame);
  if (steps.length > 0) {
    const path = steps.map(({ candidate, at }, i) => {
      const [x, y] = [frame.x(at).toFixed(1), frame.yOf(candidate).toFixed(1)];
      return i === 0 ? `M${x} ${y}` : `H${x}V${y}`;
    });
    draw(chart.plot, 'path', { class: 'best-line', d: `${path.join('')}H${frame.right}` });
  }
  places.filter(place => place.candidate === best).forEach(put);
}
