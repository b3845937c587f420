// What the columns of the API's Chunks mean.
import {count, exact} from './format.js';

/** The numbers that a column, or all until a second one, stands for: "100–199". */
export function chunkRange({first, last, columns}, column, end = column) {
  const all = last - first + 1;
  const from = first + Math.floor(column * all / columns.length);
  const until = Math.max(from, first + Math.floor((end + 1) * all / columns.length) - 1);
  return from === until ? exact(from) : `${exact(from)}–${exact(until)}`;
}

/** The whole in one sentence. */
export function chunkSummary(chunks) {
  const seeders = `${exact(chunks.seeders)} of ${exact(chunks.looked)} members looked at hold all chunks.`;
  if (chunks.first === null || chunks.columns.length === 0) return `${seeders} No other says that it has numbered chunks.`;
  const least = Math.min(...chunks.columns);
  const most = Math.max(...chunks.columns);
  return `${seeders} The others hold chunks ${exact(chunks.first)} to ${exact(chunks.last)},`
    + ` ${run(chunks, most)} by the most (${count(most)}), ${run(chunks, least)} by the fewest (${count(least)}).`;
}

/** The first chunks that so many hold. */
function run(chunks, held) {
  const from = chunks.columns.indexOf(held);
  let end = from;
  while (chunks.columns[end + 1] === held) end++;
  return chunkRange(chunks, from, end);
}
