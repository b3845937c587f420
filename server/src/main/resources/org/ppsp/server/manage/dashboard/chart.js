// A line chart of the last hour: drawn by uPlot, told in a sentence, and as a table for those who want figures.
import {h, text} from './dom.js';
import {clock} from './format.js';
import {disclosure, plainTable, scrolling} from './ui.js';

const HEIGHT = 150;
const ROWS = 13;
const charts = new Set();

/** The colour behind a custom property, as the theme has it now. */
export function colour(property) {
  const probe = h('span', {hidden: true});
  document.body.append(probe);
  probe.style.color = `var(${property})`;
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

/** Draws all charts anew, in the colours of another theme. */
export function repaint() {
  for (const chart of charts) chart.redraw(false);
}

/**
 * lines: {key, label}, at most three; `format` makes a value readable; `top` is the least height of the scale. The chart
 * lives until `signal` is aborted.
 */
export function chart({title, lines, format, top = 0, signal}) {
  const styles = [['--line-1', []], ['--line-2', [6, 4]], ['--line-3', [2, 3]]];
  const values = lines.map(() => h('b', {}, '–'));
  const time = h('span', {class: 'time'});
  const plot = h('div', {class: 'plot', role: 'img'});
  let data = [[], ...lines.map(() => [])];
  const details = disclosure('As a table', () => {
    const step = Math.max(1, Math.ceil((data[0].length - 1) / (ROWS - 1)));
    const rows = [];
    for (let i = data[0].length - 1; i >= 0; i -= step) rows.push([clock(data[0][i]), ...lines.map((_, l) => format(data[l + 1][i]))]);
    return scrolling(title, plainTable(`${title}, the newest first`, ['Time', ...lines.map((line) => line.label)], rows));
  });
  const element = h('figure', {class: 'panel chart'},
    h('h3', {}, title),
    h('figcaption', {},
      lines.map((line, i) => h('span', {class: `legend line-${i + 1}`}, h('i', {}), ` ${line.label} `, values[i])), time),
    plot, details.element);

  let drawn = null;

  function legend(index) {
    const last = data[0].length - 1;
    const i = index ?? last;
    if (i < 0) return;
    lines.forEach((_, l) => text(values[l], format(data[l + 1][i])));
    text(time, index === null || index === undefined ? '' : clock(data[0][i]));
  }

  function summary() {
    if (data[0].length === 0) return `${title}: nothing yet`;
    const parts = lines.map((line, l) => {
      const column = data[l + 1];
      const low = column.reduce((a, b) => Math.min(a, b));
      const high = column.reduce((a, b) => Math.max(a, b));
      return `${line.label} now ${format(column.at(-1))}, between ${format(low)} and ${format(high)}`;
    });
    return `${title} in the last hour: ${parts.join('; ')}`;
  }

  function draw() {
    const axis = {
      stroke: () => colour('--muted'),
      grid: {stroke: () => colour('--grid'), width: 1},
      ticks: {show: false},
      font: '11px system-ui, sans-serif',
    };
    drawn = new window.uPlot({
      width: plot.clientWidth || 300,
      height: HEIGHT,
      legend: {show: false},
      cursor: {drag: {x: false, y: false}, points: {size: 6}, sync: {key: 'hour'}},
      padding: [8, 16, 0, 0],
      scales: {y: {range: (_, low, high) => [0, Math.max(top, (high || 1) * (top && high <= top ? 1 : 1.1))]}},
      axes: [
        {...axis, size: 24, space: 70, values: (_, ticks) => ticks.map((tick) => clock(tick).slice(0, 5))},
        {...axis, size: 66, gap: 4, values: (_, ticks) => ticks.map(format)},
      ],
      series: [{}, ...lines.map((line, i) => ({
        stroke: () => colour(styles[i][0]),
        fill: i === 0 ? () => colour('--fill') : undefined,
        width: 1.5,
        dash: styles[i][1],
        points: {show: false},
      }))],
      hooks: {setCursor: [(u) => legend(u.cursor.idx)]},
    }, data, plot);
    charts.add(drawn);
    const resize = new ResizeObserver(() => {
      if (plot.clientWidth && plot.clientWidth !== drawn.width) drawn.setSize({width: plot.clientWidth, height: HEIGHT});
    });
    resize.observe(plot);
    signal.addEventListener('abort', () => {
      resize.disconnect();
      charts.delete(drawn);
      drawn.destroy();
    });
  }

  return {
    element,
    /** at: seconds since 1970; series: an array of as many values for each line's key. */
    show(at, series) {
      data = [at, ...lines.map((line) => series[line.key])];
      if (drawn === null) draw();
      else drawn.setData(data);
      legend(drawn.cursor.idx);
      plot.setAttribute('aria-label', summary());
      details.refresh();
    },
  };
}
