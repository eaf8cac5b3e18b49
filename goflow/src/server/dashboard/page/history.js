// What the last documents say together: rates, and what workers did in the last five seconds.

const STATES = ['busy', 'idle', 'backpressured'];
const WINDOW = 5;

// A rate is that of so many seconds: batches come in bursts, and numbers that jump cannot be read.
const STEADY = 3;

// Documents of the last seconds, the oldest first.
const documents = [];

function remember(stats) {
  const last = documents[documents.length - 1];
  if (last && stats.uptime_seconds - last.uptime_seconds < 0.2) documents.pop();
  documents.push(stats);
  while (documents.length > 2 && stats.uptime_seconds - documents[1].uptime_seconds >= WINDOW - 0.1) documents.shift();
}

// How fast something grew, by the way to it.
function speed(of) {
  const now = documents[documents.length - 1];
  const before = documents.find((stats) => now.uptime_seconds - stats.uptime_seconds < STEADY + 0.5);
  const seconds = now.uptime_seconds - before.uptime_seconds;
  return seconds > 0 ? Math.max(0, of(now) - of(before)) / seconds : null;
}

// Shares of busy, idle and backpressured over the window, or since the start when there is none.
function shares(of) {
  const now = of(documents[documents.length - 1]);
  const before = documents.length > 1 ? of(documents[0]) : null;
  const times = STATES.map((state) => {
    const name = state + '_seconds';
    return Math.max(0, now[name] - (before ? before[name] : 0));
  });
  const all = times.reduce((a, b) => a + b, 0);
  return all > 0 ? times.map((time) => time / all) : [0, 1, 0];
}

function largest(parts) {
  return STATES[parts.indexOf(Math.max(...parts))];
}
