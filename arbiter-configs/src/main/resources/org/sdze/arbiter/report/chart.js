// A chart: drawn when it comes near the screen, and again when its width changes.

const drawn = new Set();
const charts = [];

class Chart {
  /** paint(chart) draws into chart.plot, and adds {x, y, candidate} to chart.points for pointing. */
  constructor(container, label, height, paint) {
    Object.assign(this, { container, label, height, paint });
    this.width = 0;
    charts.push(this);
    container.chart = this;
  }

  draw() {
    this.width = Math.floor(this.container.clientWidth);
    this.points = [];
    this.container.replaceChildren();
    this.tall = typeof this.height === 'function' ? this.height(this.width) : this.height;
    this.svg = draw(this.container, 'svg', {
      width: this.width,
      height: this.tall,
      viewBox: `0 0 ${this.width} ${this.tall}`,
      role: 'img',
      'aria-label': this.label,
    });
    this.plot = draw(this.svg, 'g');
    this.over = draw(this.svg, 'g', { class: 'over' });
    this.paint(this);
    this.select();
    drawn.add(this);
  }

  /** The candidate nearest to a point of the chart, if one is near. */
  nearest(x, y) {
    let found = null;
    let least = 20 ** 2;
    for (const point of this.points) {
      const distance = (point.x - x) ** 2 + (point.y - y) ** 2;
      if (distance <= least) [found, least] = [point.candidate, distance];
    }
    return found;
  }

  /** Draws what points out a candidate into `over`. */
  show(candidate) {
    for (const point of this.points) {
      if (point.candidate === candidate) {
        draw(this.over, 'circle', { class: 'ring', cx: point.x, cy: point.y, r: markRadius + 4 });
      }
    }
  }

  select() {
    for (const point of this.points) {
      point.mark?.classList.toggle('out', !isSelected(point.candidate));
    }
  }
}

// Drawing when needed.
const nearScreen = new IntersectionObserver(
  entries =>
    entries.forEach(({ isIntersecting, target: { chart } }) => {
      if (isIntersecting && !drawn.has(chart)) chart.draw();
    }),
  { rootMargin: '600px' },
);

const widths = new ResizeObserver(entries =>
  entries.forEach(({ target: { chart } }) => {
    if (drawn.has(chart) && Math.floor(chart.container.clientWidth) !== chart.width) chart.draw();
  }),
);

function startDrawing() {
  for (const chart of charts) {
    nearScreen.observe(chart.container);
    widths.observe(chart.container);
  }
  darkScheme.addEventListener('change', () => {
    drawn.forEach(chart => chart.draw());
    drawLegends();
  });
  const print = begins => () => {
    isPrinting = begins;
    charts.forEach(chart => chart.draw());
    drawLegends();
  };
  window.addEventListener('beforeprint', print(true));
  window.addEventListener('afterprint', print(false));
}
