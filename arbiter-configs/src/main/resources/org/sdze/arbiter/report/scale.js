// Scales: at(value) is a place in [0, 1]; ticks(room) are at most some `room` of {at, label}.

const NICE = [1, 2, 5, 10];

function linearTicks(low, high, room, isWhole) {
  const rough = (high - low) / Math.max(1, room);
  const power = 10 ** Math.floor(Math.log10(rough));
  let step = power * NICE.find(factor => factor * power >= rough * (1 - 1e-9));
  if (isWhole) step = Math.max(1, Math.round(step));
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) ticks.push(i * step);
  return ticks;
}

/** Powers of ten; within few of them also twice and five times these. */
function logTicks(low, high, room) {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const ticks = [];
  if (last - first >= 2) {
    const stride = Math.ceil((last - first + 1) / Math.max(2, room));
    for (let e = Math.ceil(first / stride) * stride; e <= last; e += stride) ticks.push(10 ** e);
    return ticks;
  }
  for (let e = first - 1; e <= last; e++) {
    for (const factor of room < 4 ? [1, 3] : [1, 2, 5]) ticks.push(factor * 10 ** e);
  }
  const inside = ticks.filter(tick => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9));
  return inside.length >= 2 ? inside : linearTicks(low, high, Math.min(room, 4), false);
}

function numberScale(low, high, { isLog = false, isWhole = false } = {}) {
  if (low === high) {
    [low, high] = isLog ? [low / 2, high * 2] : [low - (isWhole ? 1 : 0.5), high + (isWhole ? 1 : 0.5)];
  }
  const place = isLog ? value => Math.log(value / low) / Math.log(high / low) : value => (value - low) / (high - low);
  return {
    isLog,
    at: value => Math.min(1, Math.max(0, place(value))),
    isBeyond: value => place(value) < 0 || place(value) > 1,
    ticks(room) {
      const ticks = isLog ? logTicks(low, high, room) : linearTicks(low, high, room, isWhole);
      return ticks.map(value => ({ at: place(value), label: format(value, 6) }));
    },
  };
}

/** Each category in the middle of its share of the axis. */
function categoryScale(categories) {
  const at = category => (categories.indexOf(category) + 0.5) / categories.length;
  return {
    width: 1 / categories.length,
    spread: 0.6 / categories.length,
    at,
    ticks: () => categories.map(category => ({ at: at(category), label: category })),
  };
}

/** The range of the axis, and further if a candidate went further. */
function axisScale(axis, index) {
  if (axis.kind === 'CATEGORY') return categoryScale(axis.categories);
  const values = candidates.map(candidate => candidate.values[index]).filter(value => value !== null);
  const low = values.reduce((a, b) => Math.min(a, b), axis.low);
  const high = values.reduce((a, b) => Math.max(a, b), axis.high);
  if (axis.kind !== 'INTEGER') return numberScale(low, high, { isLog: axis.kind === 'LOG' });
  // Few whole numbers are spread a little, as categories are.
  const steps = high - low + 1;
  if (steps > 20) return numberScale(low, high, { isWhole: true });
  return { ...numberScale(low - 0.5, high + 0.5, { isWhole: true }), spread: 0.6 / steps };
}

/** Where linear scores have a few bad ones far from the rest, the axis ends before these. */
function withoutOutliers(sorted) {
  const quantile = share => sorted[Math.floor(share * (sorted.length - 1))];
  const reach = 4 * (quantile(0.75) - quantile(0.25));
  const fence = search.isMinimized ? quantile(0.75) + reach : quantile(0.25) - reach;
  const kept = sorted.filter(score => (search.isMinimized ? score <= fence : score >= fence));
  return sorted.length >= 10 && reach > 0 ? kept : sorted;
}

function scaleOfScores() {
  const scores = candidates.filter(hasScore).map(candidate => candidate.score);
  if (search.defaultScore !== null) scores.push(search.defaultScore);
  if (scores.length === 0) return numberScale(0, 1);
  scores.sort((a, b) => a - b);
  const ratio = scores[scores.length - 1] / scores[0];
  const isLog = scores[0] > 0 && (search.isLogScore || (search.isMinimized && ratio >= 100));
  const shown = isLog ? scores : withoutOutliers(scores);
  const [low, high] = [shown[0], shown[shown.length - 1]];
  if (low === high) return numberScale(low, high, { isLog });
  if (isLog) return numberScale(low * (low / high) ** 0.03, high * (high / low) ** 0.03, { isLog });
  const margin = 0.03 * (high - low);
  return numberScale(low - margin, high + margin);
}

const axisScales = axes.map(axisScale);
const scoreScale = scaleOfScores();
const beyondCount = candidates.filter(c => hasScore(c) && scoreScale.isBeyond(c.score)).length;

/** The place of a candidate's value, equal choices spread so that each shows; null where the parameter is inactive. */
function placeOn(index, candidate) {
  const value = candidate.values[index];
  const { at, spread = 0 } = axisScales[index];
  return value === null ? null : at(value) + spread * jitter(candidate);
}
