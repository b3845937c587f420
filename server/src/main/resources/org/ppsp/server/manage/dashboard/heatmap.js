// Which chunks the members of a swarm hold: above all of them together, below some of them one by one.
import {chunkRange} from './chunks.js';
import {colour} from './chart.js';
import {h, text, visible} from './dom.js';
import {count} from './format.js';

const SUM = 36;
const GAP = 6;
const ROW = 9;

/** Shows the API's Chunks. The canvas says as text what the table beside it says in full. */
export function heatmap(signal) {
  const canvas = h('canvas', {role: 'img'});
  const readout = h('p', {class: 'readout muted'}, 'Point at the map to see figures.');
  const element = h('div', {class: 'heatmap'}, canvas, readout);
  let chunks = null;

  const height = () => SUM + GAP + chunks.peers.length * ROW;

  function paint() {
    if (chunks === null || canvas.clientWidth === 0) return;
    const ratio = devicePixelRatio;
    canvas.width = Math.round(canvas.clientWidth * ratio);
    canvas.height = Math.round(height() * ratio);
    canvas.style.height = `${height()}px`;
    const context = canvas.getContext('2d');
    context.scale(ratio, ratio);
    const width = canvas.clientWidth / chunks.columns.length;
    const most = Math.max(1, ...chunks.columns);
    context.fillStyle = colour('--empty');
    context.fillRect(0, 0, canvas.clientWidth, SUM);
    context.fillStyle = colour('--accent');
    chunks.columns.forEach((held, i) => {
      const part = held / most;
      context.globalAlpha = 0.35 + 0.65 * part;
      context.fillRect(i * width, SUM * (1 - part), width + 0.5, SUM * part);
    });
    chunks.peers.forEach((peer, row) => {
      const y = SUM + GAP + row * ROW;
      context.globalAlpha = 1;
      context.fillStyle = colour('--empty');
      context.fillRect(0, y, canvas.clientWidth, ROW - 1);
      context.fillStyle = colour('--accent');
      peer.columns.forEach((part, i) => {
        if (part === 0) return;
        context.globalAlpha = 0.25 + 0.75 * part;
        context.fillRect(i * width, y, width + 0.5, ROW - 1);
      });
    });
  }

  function point(event) {
    if (chunks === null) return;
    const column = Math.min(chunks.columns.length - 1, Math.max(0, Math.floor(event.offsetX / canvas.clientWidth * chunks.columns.length)));
    const row = Math.floor((event.offsetY - SUM - GAP) / ROW);
    const range = `Chunks ${chunkRange(chunks, column)}`;
    const peer = event.offsetY < SUM + GAP ? undefined : chunks.peers[row];
    text(readout, peer
      ? `${range}: ${visible(peer.peer)} holds ${Math.round(peer.columns[column] * 100)} %`
      : `${range}: held by ${count(chunks.columns[column])} of the leeches looked at`);
  }

  canvas.addEventListener('mousemove', point);
  const resize = new ResizeObserver(paint);
  resize.observe(element);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', paint, {signal});
  addEventListener('ppsp-theme', paint, {signal});
  signal.addEventListener('abort', () => resize.disconnect());
  return {
    element,
    show(now, summary) {
      chunks = now;
      canvas.setAttribute('aria-label', summary);
      paint();
    },
  };
}
