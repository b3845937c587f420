// Makes elements. Text only ever becomes text nodes: what peers are called is not to be trusted.

/** An element with attributes (`onclick` and the like: listeners) and children (nodes, text, lists of them). */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (name === 'value' || name === 'checked') element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

/** Sets the text, and touches the document only where it differs. */
export function text(element, value) {
  if (element.textContent !== value) element.textContent = value;
}

// Would not be seen, or would change the order of what stands around: formats, marks of direction, odd spaces. Not the
// space itself, which values of statistics may have, and names may not.
const INVISIBLE = /(?! )[\p{C}\p{Z}\u115f\u1160\u3164\uffa0]/u;

/** A name that a peer chose, with what cannot be seen made visible. */
export function name(value) {
  const element = h('bdi', {class: 'name', dir: 'ltr', title: value.length > 40 ? visible(value) : null});
  let plain = '';
  for (const character of value) {
    if (INVISIBLE.test(character)) {
      if (plain) element.append(plain);
      plain = '';
      element.append(h('span', {class: 'invisible'}, escaped(character)));
    } else {
      plain += character;
    }
  }
  if (plain) element.append(plain);
  return element;
}

/** The same as text, for sentences and titles. */
export function visible(value) {
  let result = '';
  for (const character of value) result += INVISIBLE.test(character) ? escaped(character) : character;
  return result;
}

function escaped(character) {
  return `‹${character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}›`;
}
