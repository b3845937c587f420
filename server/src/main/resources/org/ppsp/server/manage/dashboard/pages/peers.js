// Finds a connected peer by the beginning of its PeerID.
import {at, get} from '../api.js';
import {h, name, text} from '../dom.js';
import {exact} from '../format.js';
import {go, to} from '../routes.js';
import {attempt, field, heading, input, problemBox} from '../ui.js';

const PATIENCE = 250;
const LIMIT = 100;

export function peers({query, signal}) {
  const box = problemBox();
  const search = input({type: 'search', maxlength: '256', value: (query.search ?? '').slice(0, 256), oninput: typed});
  const found = h('ul', {class: 'names'});
  const status = h('p', {role: 'status', class: 'muted'});
  let timer;
  let asked = 0;

  function typed() {
    clearTimeout(timer);
    timer = setTimeout(() => go(to(['peers'], {search: search.value}), {replace: true}), PATIENCE);
  }

  const load = () => attempt(box, signal, async () => {
    const mine = ++asked;
    const answer = await get(at('peers'), {query: {search: search.value, limit: LIMIT}, signal});
    if (mine !== asked) return;
    found.replaceChildren(...answer.items.map((peer) => h('li', {}, h('a', {href: to(['peers', peer])}, name(peer)))));
    const those = `${exact(answer.items.length)} ${answer.items.length === 1 ? 'peer' : 'peers'}`;
    text(status, answer.more ? `${those} shown; there are more. Type more of the name.` : `${those} found.`);
  }, load);

  signal.addEventListener('abort', () => clearTimeout(timer));
  load();
  return {
    title: 'Peers',
    update(changed) {
      if (document.activeElement !== search) search.value = (changed.search ?? '').slice(0, 256);
      load();
    },
    element: h('div', {}, heading('Peers'), box.element,
      h('form', {class: 'filter', role: 'search', onsubmit: (event) => event.preventDefault()}, field('The PeerID begins with', search)),
      h('div', {class: 'panel'}, status, found)),
  };
}
