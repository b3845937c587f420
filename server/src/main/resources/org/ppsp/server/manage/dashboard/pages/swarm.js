// One swarm: how large it is, where its members are, which chunks they hold, and who they are.
import {at, get} from '../api.js';
import {chunkRange, chunkSummary} from '../chunks.js';
import {h, name, text, visible} from '../dom.js';
import {bytes, count, exact, percent, span} from '../format.js';
import {heatmap} from '../heatmap.js';
import {live} from '../live.js';
import {go, to} from '../routes.js';
import {table} from '../table.js';
import {attempt, disclosure, figures, heading, pager, plainTable, problemBox, scrolling, section} from '../ui.js';
import {whole} from './swarms.js';

const EVENTS = 5; // All is asked for anew with every fifth event: a look at a large swarm has its price.

export function swarm({name: id, query, signal}) {
  let {offset, limit} = read(query);
  const box = problemBox();
  const tiles = figures([['members', 'Members'], ['seeders', 'Seeders'], ['leeches', 'Leeches'], ['offload', 'Offload'],
    ['downloaded', 'Downloaded'], ['uploaded', 'Uploaded'], ['origin', 'Origin']]);
  const looked = h('p', {class: 'muted'});
  let most = 1;
  const networks = table({
    caption: 'Members by autonomous system',
    empty: 'Nobody is here.',
    key: (network) => String(network.asn),
    columns: [
      {label: 'System', fixed: true, cell: (network) => (network.asn === 0 ? 'not known' : `AS ${network.asn}`)},
      {label: 'Share', cell: (network) => bar(network.members / most, network.seeders / most)},
      {label: 'Members', number: true, cell: (network) => exact(network.members)},
      {label: 'Seeders', number: true, cell: (network) => exact(network.seeders)},
    ],
  });
  const map = heatmap(signal);
  const sentence = h('p', {});
  let chunks = null;
  const columns = disclosure('The map as a table', () => scrolling('Chunks', plainTable('Chunks and how many of the leeches looked at hold them',
    ['Chunks', 'Held by'], chunks.columns.map((held, i) => [chunkRange(chunks, i), count(held)]))));
  const rows = disclosure('The members of the map', () => scrolling('Members of the map', plainTable('Members of the map, from above, and what part of the chunks they hold',
    ['PeerID', 'Part'], chunks.peers.map((peer) => [h('a', {href: to(['peers', peer.peer])}, name(peer.peer)),
      percent(peer.columns.reduce((a, b) => a + b, 0) / Math.max(1, peer.columns.length))]))));
  const tokens = h('div', {});
  const members = table({
    caption: 'Members',
    titled: true,
    empty: 'Nobody is on this page.',
    key: (member) => member.peer,
    columns: [
      {label: 'PeerID', fixed: true, cell: (member) => h('a', {href: to(['peers', member.peer])}, name(member.peer))},
      {label: 'Mode', cell: (member) => `${member.mode.toLowerCase()}${member.quarantined ? ', in quarantine' : ''}`},
      {label: 'System', number: true, cell: (member) => (member.asn === 0 ? '–' : String(member.asn))},
      {label: 'Online', number: true, cell: (member) => span(member.online)},
      {label: 'Expires in', number: true, cell: (member) => span(member.expires)},
      {label: 'Chunks', number: true, cell: (member) => (member.mode === 'SEEDER' ? 'all' : exact(member.chunkCount))},
      {label: 'Offers', cell: (member) => h('span', {class: 'clip', title: visible(member.chunks)}, name(member.chunks))},
      {label: 'Address', cell: (member) => h('span', {class: 'clip'}, member.addresses.join(', '))},
    ],
  });
  const pages = pager('Pages of members', (next) => turn({offset: next}), (next) => turn({offset: 0, limit: next}));

  // Nothing is shown of a swarm of which nothing is known yet.
  const content = h('div', {hidden: true},
    h('section', {}, h('h2', {class: 'visually-hidden'}, 'Now'), tiles.element),
    h('div', {class: 'columns'},
      section('Where its members are', networks.element, looked),
      section('Who has which chunks', sentence, map.element, columns.element, rows.element, tokens)),
    section('Members', members.element, pages.element));

  function turn(change) {
    const next = {offset, limit, ...change};
    go(to(['swarms', id], {offset: next.offset || '', limit: next.limit === 50 ? '' : next.limit}));
  }

  function showDetail(detail) {
    tiles.show({
      members: count(detail.members),
      seeders: count(detail.seeders),
      leeches: count(detail.leeches),
      offload: percent(detail.offload),
      downloaded: bytes(detail.downloaded),
      uploaded: bytes(detail.uploaded),
      origin: bytes(detail.origin),
    });
    most = Math.max(1, ...detail.networks.map((network) => network.members));
    text(looked, `${exact(detail.looked)} of ${exact(detail.members)} members were looked at. Bars: seeders in full colour, leeches paler.`);
    networks.show(detail.networks);
  }

  function showChunks(answer) {
    chunks = answer;
    const summary = chunkSummary(chunks);
    text(sentence, summary);
    const none = chunks.columns.length === 0;
    map.element.hidden = none;
    columns.element.hidden = none;
    rows.element.hidden = none;
    if (!none) map.show(chunks, summary);
    columns.refresh();
    rows.refresh();
    tokens.replaceChildren(...(chunks.tokens.length === 0 ? [] : [scrolling('Named chunks', plainTable('Chunks that are no numbers, those that most hold first',
      ['Chunk', 'Members'], chunks.tokens.slice(0, 50).map((token) => [name(token.token), exact(token.members)])))]));
  }

  let asked = 0;
  const loadMembers = () => attempt(box, signal, async () => {
    const mine = ++asked;
    const answer = await get(at('swarms', id, 'peers'), {query: {offset, limit}, signal});
    if (mine !== asked) return;
    members.show(answer.items);
    pages.show(answer.offset, limit, answer.items.length, answer.total);
  }, loadAll);

  async function loadAll() {
    const found = await attempt(box, signal, async () => {
      const [detail, held] = await Promise.all([get(at('swarms', id), {signal}),
        get(at('swarms', id, 'chunks'), {query: {columns: 100, rows: 24}, signal})]);
      content.hidden = false;
      showDetail(detail);
      showChunks(held);
    }, loadAll);
    if (found) await loadMembers();
  }

  let events = 0;
  let busy = false;
  live.addEventListener('overview', async () => {
    if (++events % EVENTS !== 0 || document.hidden || busy) return;
    busy = true;
    await loadAll();
    busy = false;
  }, {signal});
  loadAll();
  return {
    title: `Swarm ${visible(id)}`,
    update(changed) {
      ({offset, limit} = read(changed));
      loadMembers();
    },
    element: h('div', {}, heading(h('span', {}, 'Swarm ', name(id)), h('a', {class: 'button', href: to(['explain'], {swarm: id})}, 'Explain a FIND')),
      box.element, content),
  };
}

const read = ({offset, limit}) => ({offset: whole(offset, 0, Number.MAX_SAFE_INTEGER, 0), limit: whole(limit, 1, 1000, 50)});

/** What the figures beside it say, as a bar. */
function bar(all, seeders) {
  const inner = h('span', {class: 'seeders'});
  const outer = h('span', {class: 'bar', 'aria-hidden': 'true'}, inner);
  outer.style.width = `${all * 100}%`;
  inner.style.width = all === 0 ? '0' : `${seeders / all * 100}%`;
  return h('span', {class: 'bars'}, outer);
}
