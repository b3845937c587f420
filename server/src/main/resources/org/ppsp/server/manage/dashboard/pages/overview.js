// The tracker now and over the last hour.
import {at, get} from '../api.js';
import {chart} from '../chart.js';
import {confirm} from '../dialog.js';
import {h} from '../dom.js';
import {byteRate, bytes, count, exact, latency, percent, rate, span, stall} from '../format.js';
import {hour} from '../hour.js';
import {live} from '../live.js';
import {table} from '../table.js';
import {attempt, button, figures, heading, problemBox, section} from '../ui.js';

const NOW = [['sessions', 'Peers'], ['swarms', 'Swarms'], ['memberships', 'Memberships'], ['seeders', 'Seeders'],
  ['offload', 'Offload'], ['stalled', 'Players stalled'], ['quarantined', 'In quarantine'], ['requests', 'Requests'],
  ['p50', 'Latency p50'], ['p99', 'Latency p99'], ['delay', 'Event loop delay'], ['connections', 'Connections'],
  ['received', 'Received'], ['sent', 'Sent']];

export function overview({signal, status}) {
  const box = problemBox();
  const actionBox = problemBox();
  const drain = button('Drain', () => attempt(actionBox, signal, async () => {
    const on = status.now?.health !== 'draining';
    if (on && !await confirm('Drain this tracker?', 'New peers are turned away with 503 until it is resumed. Those that are connected are served on.', 'Drain')) return;
    await status.drain(on);
  }));
  const label = () => (drain.textContent = status.now?.health === 'draining' ? 'Resume' : 'Drain');
  addEventListener('ppsp-status', label, {signal});
  label();

  const tiles = figures(NOW);
  const share = (x) => percent(x);
  const charts = [
    ['Peers', [['sessions', 'peers'], ['seeders', 'seeders']], count],
    ['Swarms', [['swarms', 'swarms']], count],
    ['Requests', [['requestsPerSecond', 'answered'], ['refusalsPerSecond', 'refused']], rate],
    ['Latency', [['latencyP99', 'p99'], ['latencyP50', 'p50']], latency],
    ['Offload', [['offload', 'from peers']], share, 1],
    ['Bytes', [['downloadedPerSecond', 'downloaded'], ['uploadedPerSecond', 'uploaded'], ['originPerSecond', 'origin']], byteRate],
    ['Stalls', [['stalledPerSecond', 'players stood still']], stall],
  ].map(([title, lines, format, top]) => chart({title, lines: lines.map(([key, name]) => ({key, label: name})), format, top, signal}));
  const refusals = table({
    caption: 'Refusals by reason, since the start',
    empty: 'Nothing was refused since the start.',
    key: (row) => row.reason,
    columns: [
      {label: 'Reason', fixed: true, cell: (row) => row.reason},
      {label: 'Refusals', number: true, cell: (row) => exact(row.count)},
    ],
  });
  let samples = null;

  function now(figuresNow) {
    tiles.show({
      sessions: count(figuresNow.sessions),
      swarms: count(figuresNow.swarms),
      memberships: count(figuresNow.memberships),
      seeders: count(figuresNow.seeders),
      requests: rate(figuresNow.requestsPerSecond),
      p50: latency(figuresNow.latency.p50),
      p99: latency(figuresNow.latency.p99),
      offload: percent(figuresNow.offload),
      connections: count(figuresNow.connections),
      quarantined: count(figuresNow.quarantined),
      received: bytes(figuresNow.received),
      sent: bytes(figuresNow.sent),
      stalled: span(figuresNow.stalled / 1000),
      delay: latency(figuresNow.eventLoopDelay),
    });
    refusals.show(Object.entries(figuresNow.refusals).map(([reason, n]) => ({reason, count: n}))
      .filter((row) => row.count > 0).sort((a, b) => b.count - a.count));
    if (samples?.add(figuresNow)) draw();
  }

  function draw() {
    for (const one of charts) one.show(samples.at, samples.series);
  }

  const load = () => attempt(box, signal, async () => {
    const [figuresNow, history] = await Promise.all([get(at('overview'), {signal}), get(at('history'), {signal}), status.refresh()]);
    samples = hour(history);
    now(figuresNow);
    draw();
  }, load);

  live.addEventListener('overview', ({detail}) => now(detail), {signal});
  let lost = false;
  live.addEventListener('state', ({detail}) => {
    // What was missed is in the tracker's history.
    if (detail.state === 'live' && lost) load();
    lost = detail.state !== 'live';
  }, {signal});
  load();
  return {
    title: 'Overview',
    element: h('div', {}, heading('Overview', drain), actionBox.element, box.element,
      h('section', {}, h('h2', {class: 'visually-hidden'}, 'Now'), tiles.element),
      h('section', {}, h('h2', {}, 'The last hour'), h('div', {class: 'charts'}, charts.map((one) => one.element),
        h('div', {class: 'panel'}, h('h3', {}, 'Refusals'), refusals.element)))),
  };
}
