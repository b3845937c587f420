// All swarms: the tracker searches, sorts and pages; only one page of them is ever here.
import {at, get} from '../api.js';
import {h, name} from '../dom.js';
import {bytes, count, percent} from '../format.js';
import {live} from '../live.js';
import {go, to} from '../routes.js';
import {table} from '../table.js';
import {attempt, field, heading, input, pager, problemBox} from '../ui.js';

const PATIENCE = 250; // Milliseconds after the last key.
const EVENTS = 3; // The page is asked for anew with every third event.

const NUMBERS = [['members', 'Members', count], ['seeders', 'Seeders', count], ['leeches', 'Leeches', count],
  ['offload', 'Offload', percent], ['downloaded', 'Downloaded', bytes], ['uploaded', 'Uploaded', bytes], ['origin', 'Origin', bytes]];

export function swarms({query, signal}) {
  let wanted = read(query);
  const box = problemBox();
  const search = input({type: 'search', maxlength: '256', value: wanted.search, oninput: typed});
  const list = table({
    caption: 'Swarms',
    titled: true,
    empty: 'No swarm matches.',
    key: (swarm) => swarm.id,
    sorting: (by) => turn({sort: by, order: by === wanted.sort && wanted.order === 'desc' ? 'asc' : by === wanted.sort || by !== 'id' ? 'desc' : 'asc', offset: 0}),
    columns: [
      {label: 'SwarmID', sort: 'id', fixed: true, cell: (swarm) => h('a', {href: to(['swarms', swarm.id])}, name(swarm.id))},
      ...NUMBERS.map(([key, label, format]) => ({label, sort: key, number: true, cell: (swarm) => format(swarm[key])})),
    ],
  });
  const pages = pager('Pages of swarms', (offset) => turn({offset}), (limit) => turn({limit, offset: 0}));
  let timer;
  let asked = 0;

  function typed() {
    clearTimeout(timer);
    timer = setTimeout(() => turn({search: search.value, offset: 0}, true), PATIENCE);
  }

  function turn(change, replace = false) {
    const {search: text, sort, order, offset, limit} = {...wanted, ...change};
    go(to(['swarms'], {search: text, sort, order, offset: offset || '', limit}), {replace});
  }

  const load = () => attempt(box, signal, async () => {
    const mine = ++asked;
    const answer = await get(at('swarms'), {query: wanted, signal});
    // An answer that was overtaken is not shown.
    if (mine !== asked) return;
    list.sorted(wanted.sort, wanted.order);
    list.show(answer.items);
    pages.show(answer.offset, wanted.limit, answer.items.length, answer.total);
  }, load);

  let events = 0;
  live.addEventListener('overview', () => {
    if (++events % EVENTS === 0 && !document.hidden) load();
  }, {signal});
  signal.addEventListener('abort', () => clearTimeout(timer));
  load();
  return {
    title: 'Swarms',
    update(changed) {
      wanted = read(changed);
      if (document.activeElement !== search) search.value = wanted.search;
      load();
    },
    element: h('div', {}, heading('Swarms'), box.element,
      h('form', {class: 'filter', role: 'search', onsubmit: (event) => event.preventDefault()}, field('Search in SwarmIDs', search)),
      h('div', {class: 'panel'}, list.element, pages.element)),
  };
}

function read({search = '', sort, order, offset, limit}) {
  return {
    search: search.slice(0, 256),
    sort: sort === 'id' || NUMBERS.some(([key]) => key === sort) ? sort : 'members',
    order: order === 'asc' ? 'asc' : 'desc',
    offset: whole(offset, 0, Number.MAX_SAFE_INTEGER, 0),
    limit: whole(limit, 1, 1000, 50),
  };
}

/** A whole number within bounds; what is none, or is outside of them, becomes `otherwise`. */
export function whole(text, least, most, otherwise) {
  const number = Number(text ?? otherwise);
  return Number.isSafeInteger(number) && number >= least && number <= most ? number : otherwise;
}
