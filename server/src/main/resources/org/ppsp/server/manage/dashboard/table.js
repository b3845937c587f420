// A table whose rows are kept while its figures change, so that focus and scrolling stay where they are.
import {h, text} from './dom.js';
import {scrolling} from './ui.js';

/**
 * columns: {label, number, sort, cell(row)}. A cell is a text, or a node; with `fixed` it is made once for each key.
 * `sorting(column)`, if there is one, is called with the `sort` of a head that was pressed. `titled`: the heading above
 * says what the caption says.
 */
export function table({caption, columns, key, empty, sorting, titled = false}) {
  const heads = columns.map((column) => {
    const label = sorting && column.sort
      ? h('button', {type: 'button', class: 'sort', onclick: () => sorting(column.sort)}, column.label)
      : column.label;
    return h('th', {scope: 'col', class: column.number ? 'number' : null}, label);
  });
  const body = h('tbody', {});
  const nothing = h('p', {class: 'muted', hidden: true}, empty);
  const frame = scrolling(caption, h('table', {}, h('caption', {class: titled ? 'visually-hidden' : null}, caption), h('thead', {}, h('tr', {}, heads)), body));
  const element = h('div', {}, frame, nothing);
  let rows = new Map();

  function make(row) {
    const cells = columns.map((column, i) => {
      const cell = i === 0 ? h('th', {scope: 'row'}) : h('td', {class: column.number ? 'number' : null});
      if (column.fixed) cell.append(column.cell(row));
      return cell;
    });
    return {cells, element: h('tr', {}, cells)};
  }

  function fill(made, row) {
    columns.forEach((column, i) => {
      if (column.fixed) return;
      const content = column.cell(row);
      if (typeof content === 'string') text(made.cells[i], content);
      else made.cells[i].replaceChildren(content);
    });
  }

  return {
    element,
    show(list) {
      const next = new Map();
      const focused = document.activeElement;
      for (const row of list) {
        const made = rows.get(key(row)) ?? make(row);
        fill(made, row);
        next.set(key(row), made);
      }
      for (const [id, made] of rows) if (!next.has(id)) made.element.remove();
      let place = body.firstChild;
      for (const {element: wanted} of next.values()) {
        if (wanted === place) place = place.nextSibling;
        else body.insertBefore(wanted, place);
      }
      rows = next;
      // A row that has moved has lost the focus.
      if (body.contains(focused)) focused.focus({preventScroll: true});
      frame.hidden = list.length === 0;
      nothing.hidden = list.length > 0;
    },
    sorted(by, order) {
      columns.forEach((column, i) => {
        if (column.sort === by) heads[i].setAttribute('aria-sort', order === 'asc' ? 'ascending' : 'descending');
        else heads[i].removeAttribute('aria-sort');
      });
    },
  };
}
