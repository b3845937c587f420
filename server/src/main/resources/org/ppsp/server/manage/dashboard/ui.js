// The parts that pages are made of.
import {h, text} from './dom.js';
import {exact} from './format.js';

/** A page's title with what can be done there. The focus goes to it when the page is opened. */
export function heading(title, ...actions) {
  return h('div', {class: 'heading'}, h('h1', {tabindex: '-1'}, title), h('div', {class: 'actions'}, actions));
}

export function section(title, ...children) {
  return h('section', {class: 'panel'}, h('h2', {}, title), children);
}

export function button(label, onclick, kind = '') {
  return h('button', {type: 'button', class: kind, onclick}, label);
}

/** Figures with their names. `entries`: [key, label] each; `show({key: text})`. */
export function figures(entries) {
  const values = new Map();
  const element = h('dl', {class: 'figures'}, entries.map(([key, label]) => {
    const value = h('dd', {}, '–');
    values.set(key, value);
    return h('div', {}, h('dt', {}, label), value);
  }));
  return {
    element,
    show(figuresNow) {
      for (const [key, value] of Object.entries(figuresNow)) text(values.get(key), value);
    },
  };
}

/** A place for what goes wrong: says it in words, and is empty otherwise. */
export function problemBox() {
  const element = h('div', {role: 'alert', class: 'problems'});
  let shown = null;
  return {
    element,
    clear() {
      shown = null;
      element.replaceChildren();
    },
    show(problem, retry) {
      // What is shown already is not said again.
      if (shown === problem.message) return;
      shown = problem.message;
      element.replaceChildren(h('div', {class: 'problem'},
        h('strong', {}, problem.title ?? 'Something went wrong in this page'),
        h('p', {}, problem.message),
        retry ? button('Try again', retry) : null));
    },
  };
}

/** Runs what may fail; shows why it did. Returns whether it was done. What ends with the page is no problem. */
export async function attempt(box, signal, action, retry) {
  try {
    await action();
    box.clear();
    return true;
  } catch (problem) {
    if (signal.aborted) return false;
    if (problem.title === undefined) console.error(problem);
    box.show(problem, retry);
    return false;
  }
}

/** Says what was done, to eyes and to screen readers. */
export function notice(message) {
  const place = document.getElementById('notice');
  place.replaceChildren(h('span', {}, message), button('Dismiss', () => place.replaceChildren(), 'quiet'));
}

/** A scrolling frame around a table, which can be scrolled with the keyboard, too. */
export function scrolling(label, table) {
  return h('div', {class: 'scroll', role: 'group', tabindex: '0', 'aria-label': `${label}, can be scrolled`}, table);
}

/** A small table at once: a caption, heads, and rows of texts or nodes. The first cell of a row is its head. */
export function plainTable(caption, heads, rows) {
  return h('table', {}, h('caption', {}, caption),
    h('thead', {}, h('tr', {}, heads.map((head, i) => h('th', {scope: 'col', class: i ? 'number' : null}, head)))),
    h('tbody', {}, rows.map((row) => h('tr', {}, row.map((cell, i) =>
      i ? h('td', {class: 'number'}, cell) : h('th', {scope: 'row'}, cell))))));
}

/** What is made only when somebody wants to see it. `refresh` makes it anew if it is open. */
export function disclosure(summary, make) {
  const place = h('div', {});
  const refresh = () => {
    if (element.open) place.replaceChildren(make());
  };
  const element = h('details', {ontoggle: refresh}, h('summary', {}, summary), place);
  return {element, refresh};
}

/** Pages of a long list. `turn(offset)` and `resize(limit)` are called with where to go. */
export function pager(label, turn, resize) {
  const status = h('span', {class: 'where'});
  const back = button('Previous', () => state.offset > 0 && turn(Math.max(0, state.offset - state.limit)));
  const on = button('Next', () => state.offset + state.limit < state.total && turn(state.offset + state.limit));
  const size = h('select', {autocomplete: 'off', onchange: () => resize(Number(size.value))},
    [25, 50, 100, 250].map((n) => h('option', {value: String(n)}, String(n))));
  let state = {offset: 0, limit: 50, total: 0};
  return {
    element: h('nav', {class: 'pager', 'aria-label': label}, back, status, on, h('label', {}, 'Rows ', size)),
    show(offset, limit, shown, total) {
      state = {offset, limit, total};
      text(status, shown ? `${exact(offset + 1)}–${exact(offset + shown)} of ${exact(total)}` : `none of ${exact(total)}`);
      // Not `disabled`: the focus would be lost on the last page.
      back.setAttribute('aria-disabled', String(offset === 0));
      on.setAttribute('aria-disabled', String(offset + shown >= total));
      size.value = String(limit);
    },
  };
}

let hints = 0;

/** A field with its label above it, and a hint below it. */
export function field(label, input, hint) {
  const labelled = h('label', {class: 'field'}, h('span', {}, label), input);
  if (!hint) return labelled;
  const id = `hint-${++hints}`;
  input.setAttribute('aria-describedby', id);
  return h('div', {class: 'field'}, labelled, h('small', {id}, hint));
}

/** A text field for names and the like, which the browser neither corrects nor remembers. */
export function input(attributes = {}) {
  return h('input', {type: 'text', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', ...attributes});
}
