// Axes of charts that have the score upwards.

/** Axes of a chart with the score upwards; room for candidates without a score or value beside them. */
function scoreFrame(chart, { title, scale, hasUnused = false }) {
  const { plot, width } = chart;
  const hasLane = candidates.some(candidate => !hasScore(candidate));
  const ticksY = scoreScale.ticks(Math.max(3, Math.floor((chart.tall - 96) / 34)));
  const labels = ticksY.map(tick => tick.label).concat(hasLane ? ['no score'] : []);
  const left = Math.max(...labels.map(label => textWidth(label))) + 12;
  const right = width - (hasUnused ? 78 : 18);
  const top = 30 + (hasLane && search.isMinimized ? 24 : 0);
  const bottom = chart.tall - 54 - (hasLane && !search.isMinimized ? 24 : 0);
  const lane = search.isMinimized ? top - 20 : bottom + 20;
  const floor = chart.tall - 54;
  const unused = right + 46;
  const x = at => left + at * (right - left);
  const y = at => bottom - at * (bottom - top);

  write(plot, 0, 12, `${search.scoreName}, ${direction}`, { anchor: 'start', kind: 'title', width });
  for (const tick of ticksY) {
    line(plot, 'grid', left, y(tick.at), hasUnused ? unused + 24 : right, y(tick.at));
    write(plot, left - 6, y(tick.at) + 4, tick.label, { anchor: 'end' });
  }
  if (hasLane) {
    line(plot, 'lane', left, lane, hasUnused ? unused + 24 : right, lane);
    write(plot, left - 6, lane + 4, 'no score', { anchor: 'end' });
  }
  line(plot, 'axis', left, floor, right, floor);
  const depth = writeTicksX(plot, scale, {
    x,
    y: floor,
    low: Math.max(0, left - 24),
    high: hasUnused ? right + 18 : width,
  });
  if (hasUnused) {
    line(plot, 'axis', unused - 24, floor, unused + 24, floor);
    write(plot, unused, floor + 16, 'unused');
  }
  write(plot, (left + right) / 2, floor + depth + 19, title, {
    kind: 'title',
    width: 2 * Math.min((left + right) / 2, width - (left + right) / 2),
  });
  const noise = candidate => jitter(candidate, true) * 8;
  return {
    x,
    y,
    left,
    right,
    unused: candidate => unused + jitter(candidate) * 36,
    yOf: candidate => (hasScore(candidate) ? y(scoreScale.at(candidate.score)) : lane + noise(candidate)),
  };
}

/**
 * Tick labels below an axis: categories in two rows if one is too narrow, numbers as many as fit.
 * Returns how deep they reach.
 */
function writeTicksX(plot, scale, { x, y, low, high, kind = 'label', rows = 2 }) {
  const ticks = scale.ticks(Math.max(2, Math.floor((high - low) / 60)));
  if (scale.width) {
    const room = x(scale.width) - x(0) - 6;
    const isNarrow = rows === 2 && ticks.some(tick => textWidth(tick.label) > room);
    ticks.forEach((tick, i) => {
      const isSecond = isNarrow && i % 2 === 1;
      const side = 2 * Math.min(x(tick.at) - low, high - x(tick.at));
      line(plot, 'axis', x(tick.at), y, x(tick.at), y + 4);
      write(plot, x(tick.at), y + (isNarrow && !isSecond ? 15 : isSecond ? 30 : 16), tick.label, {
        kind,
        width: isNarrow ? Math.min(2 * room + 6, side) : room,
      });
    });
    return isNarrow ? 30 : 16;
  }
  let end = low;
  for (const tick of ticks) {
    const half = textWidth(tick.label) / 2;
    line(plot, 'axis', x(tick.at), y, x(tick.at), y + 4);
    if (x(tick.at) - half < end || x(tick.at) + half > high) continue;
    write(plot, x(tick.at), y + 16, tick.label, { kind });
    end = x(tick.at) + half + 8;
  }
  return 16;
}

/** A line at the score of the defaults. */
function drawDefaults(chart, frame) {
  if (search.defaultScore === null) return;
  const y = frame.y(scoreScale.at(search.defaultScore));
  line(chart.plot, 'defaults', frame.left, y, frame.right, y);
}
