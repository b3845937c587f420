// Asks what a FIND of a peer would be told, and why.
import {api, at} from '../api.js';
import {h, name, text, visible} from '../dom.js';
import {exact} from '../format.js';
import {to} from '../routes.js';
import {attempt, button, field, heading, input, plainTable, problemBox, scrolling, section} from '../ui.js';

export function explain({query, signal}) {
  const box = problemBox();
  const peer = input({required: true, maxlength: '128', value: query.peer ?? ''});
  const swarm = input({required: true, maxlength: '256', value: query.swarm ?? ''});
  const chunks = input({});
  const peernum = h('input', {type: 'number', min: '0', max: '1000', autocomplete: 'off'});
  const about = input({maxlength: '128'});
  const requirements = h('ul', {class: 'requirements'});
  const result = h('div', {});
  const status = h('p', {role: 'status', class: 'muted'});

  function requirement() {
    const property = input({maxlength: '64', 'data-part': 'property'});
    const match = h('select', {autocomplete: 'off', 'data-part': 'match'}, ['min', 'max', 'equal', 'compatible'].map((one) => h('option', {}, one)));
    const value = input({'data-part': 'value'});
    const item = h('li', {}, field('Property', property), field('Match', match), field('Value', value), button('Remove', () => {
      item.remove();
      add.focus();
    }));
    requirements.append(item);
    property.focus();
  }

  const add = button('Add a requirement', requirement);

  function body() {
    const wanted = [...requirements.children].map((item) => Object.fromEntries(
      [...item.querySelectorAll('[data-part]')].map((part) => [part.dataset.part, part.value.trim()])))
      .filter((one) => one.property !== '');
    return {
      peer: peer.value.trim(),
      swarm: swarm.value.trim(),
      ...(chunks.value.trim() ? {chunks: chunks.value.trim()} : {}),
      ...(peernum.value === '' ? {} : {peernum: Number(peernum.value)}),
      ...(wanted.length ? {requirements: wanted} : {}),
      ...(about.value.trim() ? {about: about.value.trim()} : {}),
    };
  }

  function show(answer) {
    text(status, `${exact(answer.looked)} of ${exact(answer.members)} members were looked at; ${exact(answer.candidates)} of them would do; ${exact(answer.listed.length)} are listed.`);
    result.replaceChildren(section('What it would be told',
      answer.about ? h('p', {class: 'about'}, name(answer.about.peer), answer.about.listed ? ' is listed: ' : ' is not listed: ', visible(answer.about.reason)) : null,
      answer.listed.length
        ? h('ul', {class: 'names'}, answer.listed.map((one) => h('li', {}, h('a', {href: to(['peers', one])}, name(one)))))
        : h('p', {}, 'The list is empty.'),
      answer.reasons.length ? scrolling('Reasons', plainTable('Why the others would not do', ['Reason', 'Members'],
        answer.reasons.map((one) => [visible(one.reason), exact(one.members)]))) : null,
      h('p', {class: 'muted'}, 'The list is chosen by lot in part, so that another FIND may be told others.')));
  }

  const form = h('form', {class: 'form', onsubmit: (event) => {
    event.preventDefault();
    attempt(box, signal, async () => show(await api('POST', at('explain'), {body: body(), signal})));
  }},
  h('div', {class: 'fields'},
    field('PeerID', peer, 'who asks; it must be connected'),
    field('SwarmID', swarm),
    field('Chunks', chunks, 'as in FIND_CHUNK, such as 0-9 12'),
    field('PeerNum', peernum, 'how many at the most, up to 1,000'),
    field('About', about, 'a PeerID: why it was listed or not')),
  h('fieldset', {}, h('legend', {}, 'Requirements'), requirements, add),
  h('div', {class: 'buttons'}, h('button', {class: 'primary'}, 'Explain')));

  return {
    title: 'Explain',
    update(changed) {
      if (changed.peer !== undefined) peer.value = changed.peer;
      if (changed.swarm !== undefined) swarm.value = changed.swarm;
    },
    element: h('div', {}, heading('Explain a FIND'),
      h('p', {class: 'muted'}, 'Whom a peer would be told, and why the others not. Nothing is counted and nobody is told.'),
      h('div', {class: 'panel'}, form, box.element, status), result),
  };
}
