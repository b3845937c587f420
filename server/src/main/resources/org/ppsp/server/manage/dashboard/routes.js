// Addresses of pages: #/swarms/news?offset=50. Each name is percent-encoded, so that it may hold anything.

/** The address of a page. */
export function to(segments, query = {}) {
  const set = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const suffix = set.map(([key, value]) => `${key}=${encode(String(value))}`).join('&');
  return `#/${segments.map(encode).join('/')}${suffix ? `?${suffix}` : ''}`;
}

/** What an address says; null if it cannot be read. */
export function parse(hash) {
  const [path, ...rest] = hash.replace(/^#?\/?/, '').split('?');
  try {
    return {
      segments: path === '' ? [] : path.split('/').map(decodeURIComponent),
      query: Object.fromEntries(new URLSearchParams(rest.join('?'))),
    };
  } catch {
    return null;
  }
}

/** Goes there; with `replace` the way back does not lead here again. */
export function go(address, {replace = false} = {}) {
  if (replace) {
    history.replaceState(null, '', address);
    dispatchEvent(new HashChangeEvent('hashchange'));
  } else {
    location.hash = address;
  }
}

/** A segment of a path. What is no text (half of a pair of characters) becomes the replacement character. */
export function encode(segment) {
  return encodeURIComponent(segment.toWellFormed());
}
