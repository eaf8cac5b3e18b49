// The stream of events, and what it says above the graph.

const byId = (id) => document.getElementById(id);
const RETRY = 2000;
let series = [];
let ended = false;
let started = null;
let heard = performance.now();

const charts = [
  chart('chart-rate', 'events_in', 'events_out', mean, rate),
  chart('chart-delay', 'p50_seconds', 'p99_seconds', worst, duration),
];

function show(stats) {
  heard = performance.now();
  // Another run answers at this address: its graph may be another one.
  if (started !== null && Math.abs(started - stats.started_unix_seconds) > 2) return location.reload();
  started = started === null ? stats.started_unix_seconds : started;
  remember(stats);
  const last = series[series.length - 1];
  for (const point of stats.series) {
    if (!last || point.uptime_seconds > last.uptime_seconds) series.push(point);
  }
  series = series.slice(-MINUTES * 60);
  if (!document.hidden) render();
}

function render() {
  const stats = documents[documents.length - 1];
  if (!stats) return;
  tell(stats);
  paint(stats);
  detail(stats);
  charts.forEach((update) => update(series));
}

function tell(stats) {
  put(byId('uptime'), 'text', clock(stats.uptime_seconds));
  put(byId('rate-in'), 'text', rate(speed((it) => it.events_in)));
  put(byId('rate-out'), 'text', rate(speed((it) => it.events_out)));
  put(byId('events-in'), 'text', count(stats.events_in) + ' events');
  put(byId('events-out'), 'text', count(stats.events_out) + ' events');
  put(byId('errors'), 'text', count(stats.errors));
  byId('errors').classList.toggle('some', stats.errors > 0);
  // Of the last five seconds, as the colours are: the worst of them.
  const measured = series.slice(-WINDOW).filter((point) => point.p50_seconds !== null);
  for (const part of ['p50', 'p99']) {
    const values = measured.map((point) => point[part + '_seconds']);
    put(byId(part), 'text', values.length ? duration(worst(values)) : '–');
  }
  ended = stats.state === 'done' || stats.state === 'failed';
  const state = stats.state === 'done' ? 'ended' : stats.state;
  if (stats.state === 'failed') warn('failed', 'the pipeline failed' + (stats.error ? ': ' + stats.error : ''));
  else if (ended) warn('done', `the pipeline ended after ${clock(stats.uptime_seconds)}`);
  else warn(stats.state, '');
  put(byId('state'), 'text', state);
  put(byId('state'), 'data-run', stats.state);
  document.title = `${stats.name}: ${state}`;
}

function warn(run, text) {
  const banner = byId('banner');
  put(banner, 'text', text);
  put(banner, 'data-run', run);
  banner.hidden = !text;
}

function lost() {
  if (ended) return;
  warn('lost', 'connection lost: trying again. What is shown is the last that was heard.');
  put(byId('state'), 'text', 'connection lost');
  put(byId('state'), 'data-run', 'lost');
}

async function whole() {
  try {
    const answer = await fetch('stats');
    if (answer.ok) show(await answer.json());
  } catch {
    // The stream says that the connection is lost.
  }
}

async function follow() {
  await whole();
  const stream = new EventSource('events');
  stream.addEventListener('stats', (event) => {
    show(JSON.parse(event.data));
    if (ended || /^(done|failed)$/.test(documents[documents.length - 1].state)) stream.close();
  });
  stream.onerror = () => {
    lost();
    if (ended) return;
    stream.close();
    setTimeout(follow, RETRY);
  };
}

// A connection may be gone without a word.
setInterval(() => !ended && performance.now() - heard > 6000 && lost(), 1000);
document.addEventListener('visibilitychange', () => document.hidden || render());

// What comes into sight is written at once.
let due = false;
for (const [target, event] of [[field, 'scroll'], [window, 'resize'], [field, 'zoomed']]) {
  target.addEventListener(event, () => {
    if (due || !documents.length) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      paint(documents[documents.length - 1]);
    });
  });
}

follow();
