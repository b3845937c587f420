// Figures as people read them. Numbers are in English, whatever the browser's language, as all the rest is.

const SPACE = '\u00a0';
const exactly = new Intl.NumberFormat('en', {maximumFractionDigits: 0});
const three = new Intl.NumberFormat('en', {maximumSignificantDigits: 3});

/** 12345 → "12,345" */
export const exact = (n) => exactly.format(n);

/** 12345 → "12.3 k"; below ten thousand whole numbers as they are. */
export function count(n) {
  if (n < 10_000) return Number.isInteger(n) ? exactly.format(n) : three.format(n);
  return scaled(n, ['', 'k', 'M', 'G', 'T', 'P', 'E']);
}

/** 4500000 → "4.5 MB" */
export const bytes = (n) => scaled(n, ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB']);

/** 4500000 → "4.5 MB/s" */
export const byteRate = (n) => `${bytes(n)}/s`;

/** 120.4 → "120 /s" */
export const rate = (n) => `${count(n)}${SPACE}/s`;

/** 0.973 → "97.3 %" */
export const percent = (x) => `${three.format(x * 100)}${SPACE}%`;

/** Seconds that something took: 0.008 → "8 ms" */
export function latency(seconds) {
  if (seconds === 0) return `0${SPACE}ms`;
  if (seconds < 0.001) return `${three.format(Math.round(seconds * 1e6))}${SPACE}µs`;
  if (seconds < 1) return `${three.format(seconds * 1000)}${SPACE}ms`;
  return `${three.format(seconds)}${SPACE}s`;
}

/** Milliseconds within a second: 12 → "12 ms/s" */
export const stall = (ms) => `${latency(ms / 1000)}/s`;

/** Seconds that something lasts: 11520 → "3 h 12 min" */
export function span(seconds) {
  const s = Math.floor(seconds);
  if (s < 60) return `${s}${SPACE}s`;
  if (s < 3600) return two(Math.floor(s / 60), 'min', s % 60, 's');
  if (s < 86_400) return two(Math.floor(s / 3600), 'h', Math.floor((s % 3600) / 60), 'min');
  return two(Math.floor(s / 86_400), 'd', Math.floor((s % 86_400) / 3600), 'h');
}

/** Seconds since 1970 → "14:05:30" */
export const clock = (at) => new Date(at * 1000).toLocaleTimeString('en-GB');

/** ISO 8601 → "2026-11-23 14:05:30" in the time of this place. */
export function moment(iso) {
  return new Date(iso).toLocaleString('sv-SE');
}

function two(major, majorUnit, minor, minorUnit) {
  const first = `${major}${SPACE}${majorUnit}`;
  return minor ? `${first} ${minor}${SPACE}${minorUnit}` : first;
}

function scaled(n, units) {
  let unit = 0;
  let value = n;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${three.format(value)}${units[unit] ? SPACE : ''}${units[unit]}`;
}
