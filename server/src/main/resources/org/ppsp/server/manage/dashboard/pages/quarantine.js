// The peers that no list names.
import {api, at, get} from '../api.js';
import {confirm} from '../dialog.js';
import {h, name, text, visible} from '../dom.js';
import {exact} from '../format.js';
import {to} from '../routes.js';
import {table} from '../table.js';
import {attempt, button, field, heading, input, notice, pager, problemBox, section} from '../ui.js';

export function quarantine({signal}) {
  const box = problemBox();
  const addBox = problemBox();
  const filter = input({type: 'search', maxlength: '256', oninput: () => show(0)});
  const added = input({required: true, maxlength: '128'});
  const total = h('p', {class: 'muted'});
  let all = [];
  let limit = 50;
  let offset = 0;
  const list = table({
    caption: 'Peers in quarantine',
    titled: true,
    empty: 'No such peer is in quarantine.',
    key: (peer) => peer,
    columns: [
      {label: 'PeerID', fixed: true, cell: (peer) => h('a', {href: to(['peers', peer])}, name(peer))},
      {label: 'Action', fixed: true, cell: (peer) => h('button', {type: 'button', 'aria-label': `Release ${visible(peer)}`, onclick: () => release(peer)}, 'Release')},
    ],
  });
  const pages = pager('Pages of peers in quarantine', (next) => show(next), (next) => {
    limit = next;
    show(0);
  });

  function show(from) {
    const found = all.filter((peer) => peer.includes(filter.value));
    offset = Math.min(from, Math.max(0, found.length - 1));
    const page = found.slice(offset, offset + limit);
    list.show(page);
    pages.show(offset, limit, page.length, found.length);
    text(total, `${exact(all.length)} in all. They stay connected, and are not told.`);
  }

  const load = () => attempt(box, signal, async () => {
    all = (await get(at('quarantine'), {signal})).items.toSorted();
    show(offset);
  }, load);

  const release = (peer) => attempt(box, signal, async () => {
    await api('DELETE', at('quarantine', peer));
    notice(`${visible(peer)} is released.`);
    await load();
    // The button that was pressed is gone.
    filter.focus();
  });

  const add = h('form', {class: 'filter', onsubmit: (event) => {
    event.preventDefault();
    attempt(addBox, signal, async () => {
      const peer = added.value.trim();
      if (!await confirm('Put this peer into quarantine?', `No list names ${visible(peer)} until it is released. It is not told.`, 'Quarantine')) return;
      await api('PUT', at('quarantine', peer));
      added.value = '';
      notice(`${visible(peer)} is in quarantine.`);
      await load();
    });
  }}, field('PeerID', added, 'it need not be connected'), h('button', {}, 'Quarantine'));

  load();
  return {
    title: 'Quarantine',
    element: h('div', {}, heading('Quarantine'), box.element,
      section('Add a peer', addBox.element, add),
      section('In quarantine', total, h('div', {class: 'filter'}, field('Only those that hold', filter)), list.element, pages.element)),
  };
}
