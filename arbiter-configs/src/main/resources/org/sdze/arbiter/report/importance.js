// The share of each parameter in the variance of the score.

const ROW = 44;

function writeImportance() {
  const section = find('#importance');
  const { shares, silence, determination, candidates: used } = search.importance;
  if (silence !== null) {
    section.querySelector('.says').textContent = silence;
    section.querySelectorAll('.chart, .legend').forEach(unused => unused.remove());
    return;
  }
  const bars = shares
    .map((share, i) => ({ name: axes[i].name, ...share }))
    .sort((a, b) => b.total - a.total || b.alone - a.alone);
  const what = search.isLogScore ? `the logarithm of ${search.scoreName}` : search.scoreName;
  section.querySelector('.says').textContent =
    `How much of the variance of ${what} over the whole space each parameter makes, after a random forest ` +
    `grown on the ${plural(used, 'candidate')} that are done. The forest explains ` +
    `${formatPercent(determination)} of the variance among candidates that it has not seen; ` +
    'the nearer to 100 %, the better the shares are known.';
  new Chart(
    section.querySelector('.chart'),
    `Importance of parameters: ${bars.map(bar => `${bar.name} ${formatPercent(bar.total)}`).join(', ')}`,
    bars.length * ROW + 44,
    chart => drawImportance(chart, bars),
  );
  addLegend(section.querySelector('.legend'), () => [
    key('alone', svg => draw(svg, 'rect', { class: 'alone', x: 1, y: 2, width: 20, height: 10, rx: 2 })),
    key('with its interactions', svg =>
      draw(svg, 'rect', { class: 'total', x: 1, y: 2, width: 20, height: 10, rx: 2 }),
    ),
    element(
      'span',
      { class: 'key' },
      'Interactions count for each parameter that takes part: totals may add up to more than 100 %.',
    ),
  ]);
}

function drawImportance(chart, bars) {
  const { plot, width } = chart;
  const right = width - 20;
  const bottom = bars.length * ROW + 4;
  const x = share => 1 + share * (right - 1);
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    line(plot, 'grid', x(share), 0, x(share), bottom);
    write(plot, x(share), bottom + 14, share === 0 ? '0' : `${100 * share}`, {
      anchor: share === 0 ? 'start' : 'middle',
    });
  }
  write(plot, right / 2, bottom + 34, 'share of the variance, %', { kind: 'title' });
  bars.forEach((bar, i) => {
    const y = i * ROW + 2;
    const numbers =
      bar.total < 0.005 ? '< 1 %' : `${formatPercent(bar.alone)} alone, ${formatPercent(bar.total)} in all`;
    write(plot, 1, y + 14, bar.name, { anchor: 'start', kind: 'title', width: right - textWidth(numbers) - 20 });
    write(plot, right, y + 14, numbers, { anchor: 'end' });
    draw(plot, 'rect', { class: 'total', x: 1, y: y + 20, width: Math.max(0.5, x(bar.total) - 1), height: 14, rx: 2 });
    draw(plot, 'rect', {
      class: 'alone',
      x: 1,
      y: y + 20,
      width: Math.max(0.5, x(Math.min(bar.alone, bar.total)) - 1),
      height: 14,
      rx: 2,
    });
  });
}
