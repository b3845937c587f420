// Who may take part in which swarm.
import {api, at, get} from '../api.js';
import {confirm} from '../dialog.js';
import {h, name, text, visible} from '../dom.js';
import {exact} from '../format.js';
import {table} from '../table.js';
import {attempt, button, field, heading, input, notice, pager, problemBox, section} from '../ui.js';

const MODES = {
  open: 'Everybody may take part in every swarm; the rules are not asked.',
  'allow-list': 'Only whom a rule names may take part.',
  'deny-list': 'Everybody may take part but whom a rule names.',
};
const SHOWN = 20;

export function access({signal}) {
  const box = problemBox();
  const addBox = problemBox();
  const mode = h('p', {});
  const swarm = input({required: true, maxlength: '257'});
  const peers = h('textarea', {rows: '4', autocomplete: 'off', spellcheck: 'false'});
  let rules = [];
  let offset = 0;
  let limit = 50;
  const list = table({
    caption: 'Rules',
    titled: true,
    empty: 'There are no rules.',
    key: (rule) => JSON.stringify([rule.swarm, rule.peers]),
    columns: [
      {label: 'Swarm', fixed: true, cell: (rule) => name(rule.swarm)},
      {label: 'Peers', fixed: true, cell: peersOf},
      {label: 'Action', fixed: true, cell: (rule) => h('button', {type: 'button', 'aria-label': `Remove the rule of ${visible(rule.swarm)}`, onclick: () => remove(rule)}, 'Remove')},
    ],
  });
  const pages = pager('Pages of rules', (next) => page(next), (next) => {
    limit = next;
    page(0);
  });

  function page(from) {
    offset = Math.min(from, Math.max(0, rules.length - 1));
    const part = rules.slice(offset, offset + limit);
    list.show(part);
    pages.show(offset, limit, part.length, rules.length);
  }

  function show(answer) {
    rules = answer.rules;
    text(mode, `Mode ${answer.mode}: ${MODES[answer.mode]} ${answer.file === null ? 'There is no file of rules: set access.file to have some.' : `The rules are in ${answer.file}.`}`);
    form.hidden = answer.file === null;
    page(offset);
  }

  const load = () => attempt(box, signal, async () => show(await get(at('access'), {signal})), load);

  const remove = (rule) => attempt(box, signal, async () => {
    if (!await confirm('Remove this rule?', `The rule of ${visible(rule.swarm)} is taken out of the file, and holds no more for who asks from now on.`, 'Remove')) return;
    show(await api('DELETE', at('access'), {body: rule}));
    notice(`The rule of ${visible(rule.swarm)} is removed.`);
    swarm.focus();
  });

  const form = h('form', {class: 'form', hidden: true, onsubmit: (event) => {
    event.preventDefault();
    attempt(addBox, signal, async () => {
      const names = peers.value.split(/\s+/).filter(Boolean);
      const rule = {swarm: swarm.value.trim(), ...(names.length ? {peers: names} : {})};
      show(await api('POST', at('access'), {body: rule}));
      notice(`A rule of ${visible(rule.swarm)} is added.`);
      swarm.value = '';
      peers.value = '';
    });
  }},
  h('div', {class: 'fields'},
    field('Swarm', swarm, 'a SwarmID; may end in *'),
    field('Peers', peers, 'PeerIDs with spaces or lines between them, which may end in *; none: all')),
  h('div', {class: 'buttons'}, h('button', {}, 'Add the rule')));

  load();
  return {
    title: 'Access',
    element: h('div', {}, heading('Access'), box.element,
      section('Rules', mode, list.element, pages.element),
      section('Add a rule', addBox.element, form)),
  };
}

function peersOf(rule) {
  if (!rule.peers?.length) return 'all';
  const shown = rule.peers.slice(0, SHOWN).flatMap((peer, i) => [i ? ', ' : '', name(peer)]);
  const more = rule.peers.length - SHOWN;
  return h('span', {class: 'wrap'}, shown, more > 0 ? ` and ${exact(more)} more` : '');
}
