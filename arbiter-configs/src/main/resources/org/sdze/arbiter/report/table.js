// All candidates, sorted by any column, a page at a time: a browser shows thousands of rows slowly.

const ROWS = 50;

function columns() {
  const isKnown = name => candidates.some(candidate => candidate[name] !== null);
  const number = (name, of, text = formatValue) => ({ name, of, text, isNumber: true });
  const made = [
    number('number', candidate => candidate.number),
    number(search.scoreName, candidate => candidate.score),
    { name: 'status', of: candidate => STATUS[candidate.status], text: value => value },
    ...axes.map((axis, i) => ({
      name: axis.name,
      of: candidate => candidate.values[i],
      text: formatValue,
      isNumber: axis.kind !== 'CATEGORY',
    })),
  ];
  if (isKnown('resource')) made.push(number(search.resourceName, candidate => candidate.resource));
  made.push(
    number(
      'seconds',
      candidate => candidate.seconds,
      value => format(value, 3),
    ),
  );
  if (isKnown('failure'))
    made.push({
      name: 'what went wrong',
      of: candidate => candidate.failure,
      text: value => value ?? '',
      isLong: true,
    });
  return made;
}

/** What has no value comes last, whichever way the others are sorted. */
function comparing({ of }, isDescending) {
  return (a, b) => {
    const [x, y] = [of(a), of(b)];
    if (x === null || y === null) return (x === null) - (y === null) || a.number - b.number;
    const order = typeof x === 'string' ? x.localeCompare(y, 'en') : x - y;
    return (isDescending ? -order : order) || a.number - b.number;
  };
}

function writeTable() {
  const section = find('#table');
  const all = columns();
  const state = { column: all[1], isDescending: !search.isMinimized, status: null, page: 0 };
  const heads = all.map(column => {
    const button = element('button', { type: 'button', click: () => sortBy(column) }, column.name);
    return element('th', { scope: 'col', class: column.isNumber ? 'number' : null }, button);
  });
  const body = element('tbody');
  section.querySelector('table').append(element('thead', {}, element('tr', {}, ...heads)), body);

  const choice = element(
    'select',
    {
      change: event => {
        state.status = event.target.value || null;
        state.page = 0;
        fill();
      },
    },
    element('option', { value: '' }, `all (${candidates.length})`),
  );
  present.forEach(status =>
    choice.append(element('option', { value: status }, `${STATUS[status]} (${count(status)})`)),
  );
  section
    .querySelector('.controls')
    .append(element('label', {}, 'Status ', choice), element('span', { class: 'chosen', role: 'status' }));

  const where = element('span', { role: 'status' });
  const turn = (name, by) =>
    element(
      'button',
      {
        type: 'button',
        click: () => {
          state.page += by;
          fill();
        },
      },
      name,
    );
  const [back, on] = [turn('Previous', -1), turn('Next', 1)];
  section.querySelector('.pages').append(back, where, on);

  function sortBy(column) {
    state.isDescending = column === state.column && !state.isDescending;
    state.column = column;
    state.page = 0;
    fill();
  }

  function fill() {
    heads.forEach((head, i) => {
      if (all[i] === state.column) head.setAttribute('aria-sort', state.isDescending ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    });
    const rows = candidates
      .filter(candidate => (state.status === null || candidate.status === state.status) && isSelected(candidate))
      .sort(comparing(state.column, state.isDescending));
    const from = state.page * ROWS;
    const shownRows = rows.slice(from, from + ROWS);
    body.replaceChildren(...shownRows.map(row));
    section.querySelector('.chosen').textContent = ranges.size === 0 ? '' : 'Only the selected candidates';
    where.textContent =
      rows.length === 0 ? 'no candidates' : `${from + 1} to ${from + shownRows.length} of ${rows.length}`;
    back.disabled = state.page === 0;
    on.disabled = from + ROWS >= rows.length;
  }

  function row(candidate) {
    const cells = all.map((column, i) => {
      const kind = [column.isNumber && 'number', column.isLong && 'long'].filter(Boolean).join(' ');
      return element(
        i === 0 ? 'th' : 'td',
        { class: kind || null, scope: i === 0 ? 'row' : null },
        column.text(column.of(candidate)),
      );
    });
    const made = element(
      'tr',
      {
        class: `${candidate.status.toLowerCase()}${candidate === best ? ' best' : ''}`,
        'data-number': candidate.number,
        pointerenter: () => !isKept && show(candidate),
        click: () => {
          isKept = !(isKept && shown === candidate);
          show(isKept ? candidate : null);
        },
      },
      ...cells,
    );
    made.classList.toggle('shown', candidate === shown);
    return made;
  }

  whenSelected.push(() => {
    state.page = 0;
    fill();
  });
  whenShown.push(candidate => {
    body.querySelector('.shown')?.classList.remove('shown');
    if (candidate) body.querySelector(`[data-number="${candidate.number}"]`)?.classList.add('shown');
  });
  fill();
}
