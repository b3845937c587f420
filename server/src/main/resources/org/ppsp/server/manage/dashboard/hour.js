// The last hour: what the tracker remembers, and what has come since.

const HOUR = 3600;
const RATES = {uploadedPerSecond: 'uploaded', downloadedPerSecond: 'downloaded', originPerSecond: 'origin', stalledPerSecond: 'stalled'};

/** Begins with the API's History; `add` takes an Overview and says whether it became a sample. */
export function hour({interval, at, series}) {
  let before = null;
  return {
    at,
    series,
    add(now) {
      const time = Date.parse(now.at) / 1000;
      if (before === null || time < before.time) before = {time, figures: now};
      const seconds = time - before.time;
      if (seconds < interval || time <= (at.at(-1) ?? 0)) return false;
      const values = {
        sessions: now.sessions,
        swarms: now.swarms,
        memberships: now.memberships,
        seeders: now.seeders,
        connections: now.connections,
        requestsPerSecond: now.requestsPerSecond,
        latencyP50: now.latency.p50,
        latencyP99: now.latency.p99,
        offload: now.offload,
        refusalsPerSecond: Math.max(0, sum(now.refusals) - sum(before.figures.refusals)) / seconds,
      };
      // Totals of the members: they become less when members leave.
      for (const [rate, total] of Object.entries(RATES)) values[rate] = Math.max(0, now[total] - before.figures[total]) / seconds;
      at.push(Math.round(time));
      for (const [key, column] of Object.entries(series)) column.push(values[key] ?? column.at(-1) ?? 0);
      while (at[0] < time - HOUR) {
        at.shift();
        for (const column of Object.values(series)) column.shift();
      }
      before = {time, figures: now};
      return true;
    },
  };
}

export const sum = (counts) => Object.values(counts).reduce((a, b) => a + b, 0);
