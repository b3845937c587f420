// The tracker's figures as they change. Read with fetch and not with EventSource, which cannot send the token.
import {Problem, send} from './api.js';

const QUIET = 15_000; // Nothing for so long, where each two seconds something comes: the connection is dead.
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30_000;
const LONGEST_EVENT = 1 << 20;

/**
 * Has events `overview` (detail: an Overview) and `state` (detail: {state: "connecting" | "live" | "paused" | "lost",
 * problem, wait}). Paused is what nobody sees: a browser has six connections to the tracker for all its tabs together.
 */
export const live = new EventTarget();
live.state = 'connecting';

let wake = () => {};
let pause = () => {};

/** Reads events for as long as the page is there. */
export async function follow() {
  let wait = FIRST_WAIT;
  addEventListener('online', () => wake());
  addEventListener('ppsp-token', () => wake());
  document.addEventListener('visibilitychange', () => (document.hidden ? pause() : wake()));
  for (;;) {
    if (document.hidden) {
      tell('paused', {});
      await new Promise((resolve) => (wake = resolve));
      wait = FIRST_WAIT;
      continue;
    }
    let problem;
    try {
      await read(() => (wait = FIRST_WAIT));
      problem = new Problem('Connection lost', 'The tracker has ended it.', 0);
    } catch (error) {
      problem = error instanceof Problem ? error : new Problem('Connection lost', 'Nothing comes any more.', 0);
    }
    if (document.hidden) continue;
    tell('lost', {problem, wait});
    await new Promise((resolve) => {
      wake = resolve;
      // Without a token there is nothing to try. Otherwise spread, so that not all who look come back in one moment.
      if (problem.status !== 401) setTimeout(resolve, wait * (0.75 + Math.random() / 2));
    });
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }
}

async function read(onEvent) {
  const controller = new AbortController();
  pause = () => controller.abort();
  let watchdog;
  const alive = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => controller.abort(), QUIET);
  };
  try {
    const answer = await send('/api/v1/events', {headers: {Accept: 'text/event-stream'}, signal: controller.signal});
    alive();
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let buffer = '';
    for (;;) {
      const {done, value} = await reader.read();
      if (done) return;
      alive();
      const parts = (buffer + value).replaceAll('\r\n', '\n').split('\n\n');
      buffer = parts.pop();
      if (buffer.length > LONGEST_EVENT) throw new Problem('Connection lost', 'An event is too long.', 0);
      for (const part of parts) {
        const event = parse(part);
        if (event.name !== 'overview') continue;
        onEvent();
        if (live.state !== 'live') tell('live', {});
        live.dispatchEvent(new CustomEvent('overview', {detail: JSON.parse(event.data)}));
      }
    }
  } finally {
    clearTimeout(watchdog);
    controller.abort();
  }
}

function parse(part) {
  const event = {name: 'message', data: ''};
  for (const line of part.split('\n')) {
    const [, field, value] = /^([^:]*):? ?(.*)$/s.exec(line);
    if (field === 'event') event.name = value;
    else if (field === 'data') event.data += event.data ? `\n${value}` : value;
  }
  return event;
}

function tell(state, detail) {
  live.state = state;
  live.dispatchEvent(new CustomEvent('state', {detail: {state, ...detail}}));
}
