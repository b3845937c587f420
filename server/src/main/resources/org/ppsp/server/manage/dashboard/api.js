// Requests to the management port, and the token that they may need.
import {encode} from './routes.js';

const TOKEN = 'ppsp.token';
let ask = null;
let asking = null;

/** What went wrong, in words. `status` is 0 if there was no answer. */
export class Problem extends Error {
  constructor(title, detail, status) {
    super(detail);
    this.title = title;
    this.status = status;
  }
}

/** Who asks for the token: a function of the former one's problem that resolves to a token, or null if none is given. */
export function tokensFrom(asker) {
  ask = asker;
}

export const hasToken = () => sessionStorage.getItem(TOKEN) !== null;

export function forgetToken() {
  sessionStorage.removeItem(TOKEN);
  dispatchEvent(new Event('ppsp-token'));
}

/** A path below /api/v1 of segments, each of them encoded: a kind, and mostly a name of that kind. */
export function at(...segments) {
  const [kind, name, ...rest] = segments;
  if (name === '.' || name === '..') { // a browser takes these two out of every path, encoded or not
    return `/api/v1/${[kind, '-', ...rest].join('/')}?${kind === 'swarms' ? 'swarm' : 'peer'}=${name}`;
  }
  return `/api/v1/${segments.map(encode).join('/')}`;
}

/** Asks, and returns the answer's JSON; null if it has none. Throws a Problem. */
export async function api(method, path, {query, body, signal} = {}) {
  const set = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const address = set.length ? `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams(set)}` : path;
  const answer = await send(address, {
    method,
    signal,
    headers: {Accept: 'application/json', ...(body === undefined ? {} : {'Content-Type': 'application/json'})},
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (answer.status === 204) return null;
  try {
    return await answer.json();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem('The answer cannot be read', 'It broke off, or is no JSON. Is this the management port?', answer.status);
  }
}

export const get = (path, options) => api('GET', path, options);

/** Sends a request with the token, and asks for one where it is needed. */
export async function send(address, options) {
  for (;;) {
    const token = sessionStorage.getItem(TOKEN);
    const headers = {...options.headers, ...(token === null ? {} : {Authorization: `Bearer ${token}`})};
    let answer;
    try {
      answer = await fetch(address, {...options, headers, cache: 'no-store', credentials: 'omit', redirect: 'error'});
    } catch (error) {
      if (options.signal?.aborted) throw error;
      throw new Problem('The tracker does not answer', 'Does it run, and is its management port open to you? Nothing was lost of what you typed.', 0);
    }
    if (answer.ok) return answer;
    const problem = await problemOf(answer);
    // A token that cannot be one is answered 400, with a challenge.
    if (answer.status !== 401 && !answer.headers.has('WWW-Authenticate')) throw problem;
    // Somebody else may have got a token since this request began.
    if (sessionStorage.getItem(TOKEN) !== token) continue;
    asking ??= ask(token === null ? null : problem).finally(() => (asking = null));
    const given = await asking;
    if (given === null) throw problem;
    sessionStorage.setItem(TOKEN, given);
    dispatchEvent(new Event('ppsp-token'));
  }
}

async function problemOf(answer) {
  try {
    const problem = await answer.json();
    if (typeof problem.detail === 'string' && typeof problem.title === 'string') {
      return new Problem(problem.title, problem.detail, answer.status);
    }
  } catch {
    // Not ours: a proxy's page, perhaps.
  }
  return new Problem(`The answer was ${answer.status}`, 'It does not say why. Is a proxy between you and the tracker?', answer.status);
}
