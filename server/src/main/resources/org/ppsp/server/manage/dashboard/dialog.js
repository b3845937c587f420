// Questions that have to be answered before anything goes on.
import {h} from './dom.js';
import {button, input, field} from './ui.js';

/** Asks whether to do what harms. Resolves to true only if the button that says so is pressed. */
export function confirm(title, explanation, action) {
  return open((close) => ({
    title,
    content: h('div', {class: 'buttons'},
      button('Cancel', () => close(false)),
      button(action, () => close(true), 'danger')),
    text: explanation,
    otherwise: false,
  }));
}

/** Asks for the token. Resolves to null if none is given. `refused`: what was said to the one before. */
export function askToken(refused) {
  return open((close) => {
    const token = input({type: 'password', required: true, maxlength: '4096', autofocus: true});
    return {
      title: 'This tracker asks for a token',
      text: 'It is in the file that the key manage.token names. It is kept until this tab is closed, and sent to this tracker alone.',
      content: h('form', {onsubmit: (event) => {
        event.preventDefault();
        const given = token.value.trim();
        if (given) close(given);
      }},
      refused ? h('p', {class: 'problem', role: 'alert'}, `${refused.title}: ${refused.message}`) : null,
      field('Token', token),
      h('div', {class: 'buttons'}, button('Cancel', () => close(null)), h('button', {class: 'primary'}, 'Go on'))),
      otherwise: null,
    };
  });
}

let opened = 0;

function open(make) {
  return new Promise((resolve) => {
    const close = (value) => {
      result = value;
      dialog.close();
    };
    const {title, text, content, otherwise} = make(close);
    let result = otherwise;
    // A token may be asked for above a question that is still open.
    const id = `dialog-${++opened}`;
    const dialog = h('dialog', {'aria-labelledby': id, 'aria-describedby': `${id}-text`, onclose: () => {
      dialog.remove();
      resolve(result);
    }}, h('h2', {id}, title), h('p', {id: `${id}-text`}, text), content);
    document.body.append(dialog);
    dialog.showModal();
  });
}
