// Parallel coordinates: each candidate a line through its values and its score. The axes stand side
// by side where there is room and lie one above the other where not, as on a telephone.

const LANE = 26;
const ROW_OF_AXIS = 66;
const LEAST_GAP = 92;

/** The parameters, then the score. placeOf is null where a candidate has no value. */
function parallelAxes() {
  const parameters = axes.map((axis, i) => ({
    name: axis.name,
    scale: axisScales[i],
    placeOf: candidate => placeOn(i, candidate),
    missing: 'unused',
  }));
  const score = {
    name: search.scoreName,
    scale: scoreScale,
    placeOf: candidate => (hasScore(candidate) ? scoreScale.at(candidate.score) : null),
    missing: 'no score',
  };
  return [...parameters, score].map(axis => ({
    ...axis,
    hasLane: candidates.some(candidate => axis.placeOf(candidate) === null),
  }));
}

/** A tenth of the candidates with a score, but no more than can be told apart. */
function strongest() {
  const scored = fromWorst.filter(hasScore);
  return scored.slice(scored.length - Math.min(100, Math.ceil(scored.length / 10)));
}

function writeParallel() {
  const section = find('#parallel');
  const all = parallelAxes();
  const few = strongest().length < 2;
  section.querySelector('.says').textContent =
    `Each line is a candidate${few ? '' : `, the best ${strongest().length} drawn stronger`}. ` +
    'Point at one to see it everywhere; drag along an axis to select candidates, here, in the other ' +
    'charts and in the table, and click on the axis to let them go.';
  const chart = new Chart(
    section.querySelector('.chart'),
    `Parallel coordinates of ${axes.length} parameters and the score of ${plural(candidates.length, 'candidate')}`,
    width => (isUpright(width, all) ? 440 : (all.length - 1) * ROW_OF_AXIS + 58),
    made => drawParallel(made, all),
  );
  chart.show = candidate => draw(chart.over, 'path', { class: 'pointed', d: pathOf(chart, all, candidate) });
  chart.nearest = (x, y) => nearestLine(chart, all, x, y);
  addLegend(section.querySelector('.legend'), () => [
    ...colourKey(),
    ...(candidates.every(hasScore) ? [] : [lineKey('no score', 'scoreless')]),
  ]);
  const status = section.querySelector('.selection');
  const tell = () => {
    if (ranges.size === 0) {
      status.replaceChildren(`All ${plural(candidates.length, 'candidate')}`);
      return;
    }
    const chosen = candidates.filter(isSelected).length;
    const clear = () => {
      ranges.clear();
      chart.draw();
      selectionChanged();
    };
    status.replaceChildren(
      `${chosen} of ${candidates.length} selected`,
      element('button', { type: 'button', click: clear }, 'Clear'),
    );
  };
  tell();
  whenSelected.push(tell);
}

const isUpright = (width, all) => (width - 120) / (all.length - 1) >= LEAST_GAP;

/** Where things are: along an axis (0 at its low end, the lane below it) and from axis to axis. */
function layOut(chart, all) {
  if (isUpright(chart.width, all)) {
    const gap = Math.min(340, (chart.width - 120) / (all.length - 1));
    const [top, bottom] = [52, chart.tall - LANE - 18];
    return {
      isUpright: true,
      gap,
      length: bottom - top,
      axis: a => 60 + a * gap,
      along: at => bottom - at * (bottom - top),
      toPoint: (axis, along) => [axis, along],
      toPlace: (x, y) => (bottom - y) / (bottom - top),
    };
  }
  const [left, right] = [72, chart.width - 24];
  return {
    isUpright: false,
    gap: ROW_OF_AXIS,
    length: right - left,
    axis: a => 26 + a * ROW_OF_AXIS,
    along: at => left + at * (right - left),
    toPoint: (axis, along) => [along, axis],
    toPlace: x => (x - left) / (right - left),
  };
}

/** A lane's place is negative: beyond the low end of its axis. */
const laneOf = layout => -(layout.isUpright ? LANE : 42) / layout.length;

function placesOf(layout, all, candidate) {
  const lane = laneOf(layout) * (1 + 0.3 * jitter(candidate));
  return all.map(axis => axis.placeOf(candidate) ?? lane);
}

function pathOf({ layout }, all, candidate) {
  return placesOf(layout, all, candidate)
    .map((place, a) =>
      layout
        .toPoint(layout.axis(a), layout.along(place))
        .map(p => p.toFixed(1))
        .join(' '),
    )
    .reduce((path, point, a) => `${path}${a === 0 ? 'M' : 'L'}${point}`, '');
}

function nearestLine({ layout, width }, all, x, y) {
  const across = layout.isUpright ? x : y;
  const along = layout.isUpright ? y : x;
  const a = Math.min(all.length - 2, Math.max(0, Math.floor((across - layout.axis(0)) / layout.gap)));
  const share = Math.min(1, Math.max(0, (across - layout.axis(a)) / layout.gap));
  let found = null;
  let least = 12;
  for (const candidate of candidates) {
    if (!isSelected(candidate)) continue;
    const places = placesOf(layout, all, candidate);
    const distance = Math.abs(layout.along(places[a] + share * (places[a + 1] - places[a])) - along);
    if (distance < least) [found, least] = [candidate, distance];
  }
  return found;
}

function drawParallel(chart, all) {
  chart.layout = layOut(chart, all);
  const colours = palette();
  const top = new Set(strongest());
  const many = candidates.length > 600 ? 'many' : candidates.length > 100 ? 'some' : 'few';
  const lines = draw(chart.plot, 'g', { class: `lines ${many}` });
  for (const candidate of [...fromWorst.filter(each => each !== best), ...(best ? [best] : [])]) {
    const rank = hasScore(candidate) ? (top.has(candidate) ? ' top' : '') : ' scoreless';
    const kind = `line${rank}${candidate === best ? ' best' : ''}`;
    const mark = draw(lines, 'path', { class: kind, d: pathOf(chart, all, candidate) });
    if (hasScore(candidate)) mark.setAttribute('stroke', colourOf(candidate, colours));
    chart.points.push({ candidate, mark });
  }
  all.forEach((axis, a) => drawParallelAxis(chart, all, axis, a));
}

function drawParallelAxis(chart, all, axis, a) {
  const { layout, plot, width } = chart;
  const across = layout.axis(a);
  const [x1, y1] = layout.toPoint(across, layout.along(0));
  const [x2, y2] = layout.toPoint(across, layout.along(1));
  line(plot, 'axis', x1, y1, x2, y2);
  if (layout.isUpright) {
    const isLow = a % 2 === 1 || all.every(each => textWidth(each.name, true) <= layout.gap - 10);
    writeTitleAbove(plot, axis.name, across, isLow ? 36 : 16, layout, width);
    const ticks = axis.scale.ticks(7);
    const stride = Math.ceil(ticks.length / 20);
    for (const tick of ticks.filter((_, i) => i % stride === 0)) {
      const y = layout.along(tick.at);
      line(plot, 'axis', across - 4, y, across, y);
      write(plot, across - 6, y + 4, tick.label, {
        anchor: 'end',
        kind: 'label halo',
        width: Math.min(layout.gap - 9, across - 8),
      });
    }
    if (axis.hasLane)
      write(plot, across - 7, layout.along(laneOf(layout)) + 4, axis.missing, { anchor: 'end', kind: 'label halo' });
  } else {
    write(plot, layout.along(0), across - 7, axis.name, { anchor: 'start', kind: 'title halo', width: layout.length });
    writeTicksX(plot, axis.scale, {
      x: layout.along,
      y: across,
      low: layout.along(0) - 12,
      high: width,
      kind: 'label halo',
      rows: 1,
    });
    if (axis.hasLane) write(plot, layout.along(laneOf(layout)), across + 16, axis.missing, { kind: 'label halo' });
  }
  if (axis.hasLane) {
    const [x, y] = layout.toPoint(across, layout.along(laneOf(layout)));
    const [dx, dy] = layout.toPoint(0, layout.isUpright ? 5 : 14);
    line(plot, 'axis', x - dx, y - dy, x + dx, y + dy);
  }
  addBrush(chart, axis, a);
}

/** Titles that do not fit side by side stand in two rows, each with the room of two axes. */
function writeTitleAbove(plot, name, x, y, layout, width) {
  const room = 2 * layout.gap - 12;
  const most = Math.min(room, x + layout.gap - 6, width - x + layout.gap - 6);
  const half = Math.min(textWidth(name, true), most) / 2;
  const middle = Math.min(width - half, Math.max(half, x));
  write(plot, middle, y, name, { kind: 'title', width: most });
}
