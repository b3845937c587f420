// The frame around the pages: which one is shown, the theme, the token, the state of the connection.
import {api, at, forgetToken, get, hasToken, tokensFrom} from './api.js';
import {repaint} from './chart.js';
import {askToken} from './dialog.js';
import {h, text} from './dom.js';
import {follow, live} from './live.js';
import {access} from './pages/access.js';
import {explain} from './pages/explain.js';
import {overview} from './pages/overview.js';
import {peer} from './pages/peer.js';
import {peers} from './pages/peers.js';
import {quarantine} from './pages/quarantine.js';
import {settings} from './pages/settings.js';
import {swarm} from './pages/swarm.js';
import {swarms} from './pages/swarms.js';
import {parse, to} from './routes.js';
import {heading, notice} from './ui.js';

// name of the first segment: [label, page, page of one of them]
const PAGES = {
  '': ['Overview', overview],
  swarms: ['Swarms', swarms, swarm],
  peers: ['Peers', peers, peer],
  explain: ['Explain', explain],
  quarantine: ['Quarantine', quarantine],
  access: ['Access', access],
  settings: ['Settings', settings],
};

const main = document.getElementById('main');
const links = new Map();
let current = null;

for (const [segment, [label]] of Object.entries(PAGES)) {
  const link = h('a', {href: to(segment ? [segment] : [])}, label);
  links.set(segment, link);
  document.getElementById('nav').append(h('li', {}, link));
}

function missing() {
  return {title: 'No such page', element: h('div', {}, heading('No such page'), h('p', {}, 'Choose one above.'))};
}

function pageOf(segments) {
  const [, list, one] = PAGES[segments[0] ?? ''] ?? [];
  if (segments.length <= 1) return list ?? missing;
  return segments.length === 2 && one ? one : missing;
}

/** Shows what the address says. Where only its query has changed, the page stays and is told. */
function show() {
  const {segments, query} = parse(location.hash) ?? {segments: ['?'], query: {}};
  const key = JSON.stringify(segments);
  if (current !== null && current.key === key) {
    current.page.update?.(query);
    return;
  }
  const first = current === null;
  current?.controller.abort();
  const controller = new AbortController();
  const page = pageOf(segments)({name: segments[1], query, signal: controller.signal, status});
  current = {key, page, controller};
  main.replaceChildren(page.element);
  document.title = `${page.title} – ppsp tracker`;
  for (const [segment, link] of links) {
    if (segment === (segments[0] ?? '')) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  scrollTo(0, 0);
  if (!first) main.querySelector('h1').focus({preventScroll: true});
}

/** What the badge beside the pages' names says: the tracker's health. */
const status = {
  now: null,
  async refresh() {
    status.now = await get(at('status'));
    const badge = document.getElementById('health');
    badge.hidden = false;
    badge.dataset.health = status.now.health;
    text(badge, status.now.health);
    dispatchEvent(new Event('ppsp-status'));
  },
  async drain(on) {
    await api(on ? 'PUT' : 'DELETE', at('drain'));
    notice(on ? 'New peers are turned away.' : 'New peers are taken again.');
    await status.refresh();
  },
};

function connection() {
  const place = document.getElementById('connection');
  const banner = h('div', {class: 'banner', role: 'alert', hidden: true});
  main.before(banner);
  let ticks = 0;
  live.addEventListener('state', ({detail}) => {
    place.dataset.state = detail.state;
    text(place, {live: 'live', paused: 'paused', lost: 'connection lost'}[detail.state]);
    banner.hidden = detail.state !== 'lost';
    if (detail.state !== 'lost') {
      banner.replaceChildren();
      ticks = 0;
    } else {
      const {problem, wait} = detail;
      const seconds = Math.round(wait / 1000);
      const again = problem.status === 401 ? 'Reload the page to give a token.' : `Trying again${seconds > 1 ? ` in about ${seconds} s` : ''}; figures may be old.`;
      text(banner, `${problem.title}. ${problem.message} ${again}`);
    }
  });
  live.addEventListener('overview', () => {
    // The health may change from elsewhere.
    if (ticks++ % 5 === 0) status.refresh().catch(() => {});
  });
}

function theme() {
  const select = document.getElementById('theme');
  select.value = document.documentElement.dataset.theme ?? 'system';
  select.addEventListener('change', () => {
    if (select.value === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = select.value;
    try {
      localStorage.setItem('ppsp.theme', select.value);
    } catch {
      // Without storage it holds until the page is closed.
    }
    repaint();
    dispatchEvent(new Event('ppsp-theme'));
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaint);
}

function token() {
  const forget = document.getElementById('forget');
  const update = () => (forget.hidden = !hasToken());
  forget.addEventListener('click', () => {
    forgetToken();
    location.reload();
  });
  addEventListener('ppsp-token', update);
  update();
  tokensFrom(askToken);
}

theme();
token();
connection();
document.querySelector('.skip').addEventListener('click', (event) => {
  // The fragment of the address names the page.
  event.preventDefault();
  main.focus();
});
addEventListener('hashchange', show);
show();
follow();
