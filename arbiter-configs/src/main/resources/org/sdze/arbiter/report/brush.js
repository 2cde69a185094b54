// Selecting along the axes of the parallel coordinates.

/** Dragging along an axis selects a range of it, its lane included. */
function addBrush(chart, axis, a) {
  const { layout, plot } = chart;
  const across = layout.axis(a);
  const [low, high] = [layout.along(1.05), layout.along(laneOf(layout) * 1.4)].sort((p, q) => p - q);
  const band = (kind, half, from, to) => {
    const [x, y] = layout.toPoint(across - half, from);
    const [w, h] = layout.toPoint(2 * half, to - from);
    return { class: kind, x, y, width: w, height: h };
  };
  const range = draw(plot, 'rect', { class: 'range' });
  const zone = draw(plot, 'rect', band(`zone ${layout.isUpright ? 'upright' : 'lying'}`, 14, low, high));
  const paint = () => {
    if (!ranges.has(a)) return range.setAttribute('width', 0);
    const [from, to] = ranges.get(a)[1];
    const ends = [layout.along(Math.max(from, laneOf(layout) * 1.4)), layout.along(Math.min(to, 1.05))].sort(
      (p, q) => p - q,
    );
    for (const [key, value] of Object.entries(band('range', 8, ...ends))) range.setAttribute(key, value);
  };
  paint();
  const placeAt = event => {
    const box = chart.svg.getBoundingClientRect();
    return layout.toPlace(event.clientX - box.left, event.clientY - box.top);
  };
  let start = null;
  zone.addEventListener('pointerdown', event => {
    start = placeAt(event);
    zone.setPointerCapture(event.pointerId);
    show(null);
  });
  zone.addEventListener('pointermove', event => {
    if (start === null) return;
    const end = placeAt(event);
    if (Math.abs(end - start) * layout.length < 5) return;
    // What is dragged beyond the low end takes the lane in, at whatever width the chart is drawn next.
    const lowEnd = Math.min(start, end);
    const lane = candidate => axis.placeOf(candidate) ?? -1;
    ranges.set(a, [lane, [lowEnd < laneOf(layout) * 0.5 ? -1 : lowEnd, Math.max(start, end)]]);
    // The other charts and the table follow when the drag ends: with thousands they are slow.
    paint();
    chart.select();
  });
  const end = isClick => event => {
    if (start === null) return;
    const isStill = Math.abs(placeAt(event) - start) * layout.length < 5;
    start = null;
    if (isClick && isStill) ranges.delete(a);
    paint();
    selectionChanged();
  };
  zone.addEventListener('pointerup', end(true));
  zone.addEventListener('pointercancel', end(false));
}
