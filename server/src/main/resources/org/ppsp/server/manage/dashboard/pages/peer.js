// One peer: its session, its statistics, the swarms it is in, and what can be done about it.
import {api, at, get} from '../api.js';
import {confirm} from '../dialog.js';
import {h, name, text, visible} from '../dom.js';
import {exact, span} from '../format.js';
import {live} from '../live.js';
import {to} from '../routes.js';
import {table} from '../table.js';
import {attempt, button, field, figures, heading, input, notice, problemBox, section} from '../ui.js';

const EVENTS = 5;

export function peer({name: id, signal}) {
  const box = problemBox();
  const actionBox = problemBox();
  const shown = visible(id);
  let session = null;

  const kick = button('Kick', () => attempt(actionBox, signal, async () => {
    if (!await confirm('Kick this peer?', `The session of ${shown} ends. It is told so with its next request, and may connect again.`, 'Kick')) return;
    await api('DELETE', at('peers', id));
    notice(`The session of ${shown} has ended.`);
    await load();
  }), 'danger');
  const isolate = button('Quarantine', () => attempt(actionBox, signal, async () => {
    const release = session?.quarantined;
    if (!release && !await confirm('Put this peer into quarantine?', `No list names ${shown} until it is released. It is not told.`, 'Quarantine')) return;
    await api(release ? 'DELETE' : 'PUT', at('quarantine', id));
    notice(release ? `${shown} is released.` : `${shown} is in quarantine.`);
    await load();
  }));

  const facts = figures([['address', 'Seen at'], ['addresses', 'Serves at'], ['asn', 'Autonomous system'], ['connection', 'Connection'],
    ['controlPort', 'Control port'], ['online', 'Online'], ['expires', 'Expires in'], ['authenticated', 'Proved who it is'], ['quarantined', 'In quarantine']]);
  const statistics = statisticsTable('Statistics of the peer');
  const memberships = table({
    caption: 'Swarms it is in',
    empty: 'It is in no swarm.',
    key: (membership) => membership.swarm,
    columns: [
      {label: 'SwarmID', fixed: true, cell: (membership) => h('a', {href: to(['swarms', membership.swarm])}, name(membership.swarm))},
      {label: 'Mode', cell: (membership) => membership.mode.toLowerCase()},
      {label: 'Expires in', number: true, cell: (membership) => span(membership.expires)},
      {label: 'Chunks', number: true, cell: (membership) => (membership.mode === 'SEEDER' ? 'all' : exact(membership.chunkCount))},
      {label: 'Offers', cell: (membership) => h('span', {class: 'clip', title: visible(membership.chunks)}, name(membership.chunks))},
      {label: 'Statistics', cell: (membership) => h('span', {class: 'clip'}, membership.statistics.map((one) => `${visible(one.property)} ${visible(one.value)}`).join(', ') || '–')},
      {label: 'FIND', fixed: true, cell: (membership) => h('a', {href: to(['explain'], {peer: id, swarm: membership.swarm})}, 'explain')},
    ],
  });

  const queryBox = problemBox();
  const properties = input({maxlength: '4096'});
  const outcome = h('p', {role: 'status', class: 'muted'});
  const answered = statisticsTable('The answer');
  const answerPlace = h('div', {hidden: true}, answered.element);
  const ask = h('form', {class: 'filter', onsubmit: (event) => {
    event.preventDefault();
    attempt(queryBox, signal, async () => {
      const names = properties.value.split(/[\s,]+/).filter(Boolean);
      text(outcome, 'Asking…');
      try {
        const answer = await api('POST', at('peers', id, 'query'), {body: names.length ? {properties: names} : {}, signal});
        text(outcome, answer.answered ? 'It has answered.' : 'It is asked with its next KEEPALIVE. What was known before:');
        answered.show(answer.statistics);
        answerPlace.hidden = false;
      } catch (problem) {
        text(outcome, '');
        throw problem;
      }
    });
  }}, field('Which statistics', properties, 'Their names with spaces between them; none: all'), h('button', {}, 'Ask'));

  const content = h('div', {hidden: true},
    section('Session', facts.element),
    section('Swarms', memberships.element),
    h('div', {class: 'columns'},
      section('Statistics', statistics.element),
      section('Ask it', h('p', {class: 'muted'}, 'Sends a STAT_QUERY to the peer.'), queryBox.element, ask, outcome, answerPlace)));

  function show(now) {
    session = now;
    facts.show({
      address: now.address,
      addresses: now.addresses.join('\n') || '–',
      asn: now.asn === 0 ? 'not known' : String(now.asn),
      connection: visible(now.connection ?? '–'),
      controlPort: now.controlPort === null ? 'none' : String(now.controlPort),
      online: span(now.online),
      expires: span(now.expires),
      authenticated: now.authenticated ? 'yes' : 'no',
      quarantined: now.quarantined ? 'yes' : 'no',
    });
    text(isolate, now.quarantined ? 'Release' : 'Quarantine');
    statistics.show(now.statistics);
    memberships.show(now.memberships);
    content.hidden = false;
  }

  const load = () => attempt(box, signal, async () => {
    try {
      show(await get(at('peers', id), {signal}));
      kick.hidden = false;
    } catch (problem) {
      if (problem.status === 404) {
        kick.hidden = true;
        content.hidden = true;
      }
      throw problem;
    }
  }, load);

  let events = 0;
  let busy = false;
  live.addEventListener('overview', async () => {
    if (++events % EVENTS !== 0 || document.hidden || busy || kick.hidden) return;
    busy = true;
    await load();
    busy = false;
  }, {signal});
  load();
  return {
    title: `Peer ${shown}`,
    element: h('div', {}, heading(h('span', {}, 'Peer ', name(id)), isolate, kick), actionBox.element, box.element, content),
  };
}

function statisticsTable(caption) {
  return table({
    caption,
    empty: 'It has told none.',
    key: (one) => one.property,
    columns: [
      {label: 'Property', fixed: true, cell: (one) => name(one.property)},
      {label: 'Value', number: true, cell: (one) => visible(one.value)},
    ],
  });
}
