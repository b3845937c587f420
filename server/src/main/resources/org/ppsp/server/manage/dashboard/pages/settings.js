// What runs here and how it is configured; how much is logged.
import {api, at, get} from '../api.js';
import {confirm} from '../dialog.js';
import {h} from '../dom.js';
import {moment, span} from '../format.js';
import {table} from '../table.js';
import {attempt, button, field, figures, heading, input, notice, problemBox, section} from '../ui.js';

export function settings({signal, status}) {
  const box = problemBox();
  const levelBox = problemBox();
  const reloadBox = problemBox();
  const facts = figures([['version', 'Version'], ['java', 'Java'], ['tracker', 'Tracker'], ['startedAt', 'Started'], ['uptime', 'Runs for'], ['token', 'Token']]);
  const level = h('select', {autocomplete: 'off'}, ['off', 'error', 'warn', 'info', 'debug', 'trace'].map((one) => h('option', {}, one)));
  const levelForm = h('form', {class: 'filter', onsubmit: (event) => {
    event.preventDefault();
    attempt(levelBox, signal, async () => {
      const answer = await api('PUT', at('log-level'), {body: {level: level.value}});
      level.value = answer.level;
      notice(`The log level is ${answer.level} until the next start.`);
    });
  }}, field('Level', level, 'holds until the next start'), h('button', {}, 'Set'));

  const noLevel = h('p', {class: 'muted', hidden: true}, 'The level cannot be set here: this tracker runs within another program.');
  const changes = h('div', {role: 'status'});
  const reload = button('Reload the configuration', () => attempt(reloadBox, signal, async () => {
    if (!await confirm('Reload the configuration?', 'The file is read anew, and what has changed in it holds at once where it can.', 'Reload')) return;
    const answer = await api('POST', at('reload'));
    changes.replaceChildren(
      h('p', {}, answer.applied.length ? `Holds now: ${answer.applied.join(', ')}.` : 'Nothing was changed that holds at once.'),
      answer.kept.length ? h('div', {}, h('p', {}, 'Needs a restart:'), h('ul', {}, answer.kept.map((one) => h('li', {}, one)))) : '');
    await load();
  }));

  const filter = input({type: 'search', oninput: () => show()});
  const changed = h('input', {type: 'checkbox', autocomplete: 'off', onchange: () => show()});
  const keys = table({
    caption: 'Configuration',
    titled: true,
    empty: 'No key matches.',
    key: (key) => key.name,
    columns: [
      {label: 'Key', fixed: true, cell: (key) => h('code', {}, key.name)},
      {label: 'Value', cell: (key) => h('code', {class: key.value === key.default ? 'wrap' : 'wrap changed'}, key.value || '–')},
      {label: 'Default', cell: (key) => h('code', {class: 'wrap'}, key.default || '–')},
      {label: 'What it is', fixed: true, cell: (key) => h('span', {class: 'wrap'}, key.description)},
    ],
  });
  let all = [];

  function show() {
    const wanted = filter.value.toLowerCase();
    keys.show(all.filter((key) => (!changed.checked || key.value !== key.default)
      && `${key.name} ${key.value} ${key.description}`.toLowerCase().includes(wanted)));
  }

  const load = () => attempt(box, signal, async () => {
    const [configuration] = await Promise.all([get(at('configuration'), {signal}), status.refresh()]);
    const {version, java, tracker, startedAt, uptime, tokenNeeded, logLevel} = status.now;
    facts.show({version, java, tracker, startedAt: moment(startedAt), uptime: span(uptime), token: tokenNeeded ? 'needed' : 'not needed'});
    if (logLevel !== null) level.value = logLevel;
    levelForm.hidden = logLevel === null;
    noLevel.hidden = logLevel !== null;
    all = configuration.keys;
    show();
  }, load);

  load();
  return {
    title: 'Settings',
    element: h('div', {}, heading('Settings'), box.element,
      section('What runs here', facts.element),
      h('div', {class: 'columns'},
        section('Log', levelBox.element, levelForm, noLevel),
        section('Reload', h('p', {class: 'muted'}, 'Reads the file of the configuration anew.'), reloadBox.element, h('div', {class: 'buttons'}, reload), changes)),
      section('Configuration',
        h('div', {class: 'filter'}, field('Only those that hold', filter), h('label', {class: 'check'}, changed, ' only what differs from the default')),
        keys.element)),
  };
}
