// The result in a few words and numbers.

function card(name, value, note) {
  return element(
    'div',
    { class: 'card' },
    element('div', { class: 'name' }, name),
    element('div', { class: 'value' }, value),
    element('div', { class: 'note' }, note),
  );
}

/** The best score beside the defaults', by ratio where scores compare so. */
function comparison() {
  const defaults = search.defaultScore;
  if (!best || defaults === null) return null;
  const note = `defaults: ${format(defaults)}`;
  if (best.score === defaults) return card('Against the defaults', 'equal', note);
  const isWin = isBetter(best.score, defaults);
  const [low, high] = [Math.min(best.score, defaults), Math.max(best.score, defaults)];
  if (search.isLogScore && low > 0) {
    const word = best.score < defaults ? 'lower' : 'higher';
    return card('Against the defaults', `${format(high / low, 3)} × ${word}`, isWin ? note : `${note}, still better`);
  }
  const sign = best.score > defaults ? '+' : '−';
  return card('Against the defaults', `${sign}${format(high - low, 3)}`, isWin ? note : `${note}, still better`);
}

function counts() {
  return present.map(status => `${count(status)} ${STATUS[status]}`).join(', ');
}

function copyButton(code) {
  const button = element(
    'button',
    {
      type: 'button',
      click: async () => {
        try {
          await navigator.clipboard.writeText(search.command);
          button.textContent = 'Copied';
        } catch {
          // Pages opened as files may not use the clipboard in every browser.
          getSelection().selectAllChildren(code);
          button.textContent = 'Selected';
        }
      },
    },
    'Copy',
  );
  return button;
}

function bestValues() {
  const list = element('dl', { class: 'values' });
  axes.forEach((axis, i) => {
    if (best.values[i] === null) return;
    list.append(element('div', {}, element('dt', {}, axis.name), element('dd', {}, formatValue(best.values[i]))));
  });
  return list;
}

function writeHeadline() {
  const headline = find('#headline');
  headline.append(element('h1', {}, search.title));
  if (search.description) headline.append(element('p', { class: 'says' }, search.description));
  const running = count('RUNNING');
  if (running > 0) {
    headline.append(
      element(
        'p',
        { class: 'notice' },
        `The search was still going on when this was written: ${plural(running, 'candidate')} running.`,
      ),
    );
  }
  const cards = element('div', { class: 'cards' });
  const value = best ? format(best.score) : 'none yet';
  cards.append(
    card(`Best ${search.scoreName}`, value, best ? `candidate ${best.number}; ${direction}` : 'no candidate is done'),
  );
  cards.append(comparison() ?? '');
  cards.append(card('Candidates', String(candidates.length), counts()));
  const work = candidates.reduce((sum, candidate) => sum + candidate.seconds, 0);
  cards.append(card('Time', formatTime(search.seconds), `${formatTime(work)} of work on candidates`));
  headline.append(cards);
  if (best && axes.length > 0) {
    headline.append(element('h2', {}, `Best parameters: candidate ${best.number}`), bestValues());
  }
  const code = element('code', {}, search.command);
  headline.append(
    element('h2', {}, 'The command that makes this search again'),
    element('div', { class: 'command' }, element('pre', {}, code), copyButton(code)),
  );
}
