// Two lines over the last ten minutes, or over what there is of them.

const MINUTES = 10;
// Above so many points some are put together: more lines than pixels would be a field of colour.
const POINTS = 150;

function chart(id, first, second, join, write) {
  const figure = document.getElementById(id);
  const [name, top] = [figure.querySelector('span').textContent, figure.querySelector('.top')];
  const svg = draw(figure, 'svg', { viewBox: '0 0 600 48', preserveAspectRatio: 'none', role: 'img' });
  for (const y of [0, 24, 48]) draw(svg, 'path', { class: 'scale', d: `M0 ${y}h600` });
  const lines = ['first', 'second'].map((order) => draw(svg, 'path', { class: 'series ' + order }));
  const axis = figure.appendChild(tag('p', { class: 'axis' }, tag('span', {}), tag('span', {}, 'now')));
  return (series) => {
    const end = series.length ? series[series.length - 1].uptime_seconds : 0;
    const minutes = Math.min(MINUTES, Math.max(1, Math.ceil(end / 60)));
    const start = end - minutes * 60;
    const points = thin(series, [first, second], join);
    const highest = roundUp(Math.max(0, ...points.map((point) => Math.max(point[first] || 0, point[second] || 0))));
    [first, second].forEach((field, which) => put(lines[which], 'd', line(points, field, start, end, highest)));
    put(top, 'text', highest ? write(highest).replace(/\.0+(?=\D)/, '') : '');
    put(axis.firstChild, 'text', `${minutes} min ago`);
    const last = series[series.length - 1];
    const values = last ? `: ${write(last[first])} and ${write(last[second])} now` : '';
    put(svg, 'aria-label', `${name}, the last ${minutes} min${values}`);
  };
}

const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
const worst = (values) => Math.max(...values);

// Points of some seconds each. Which seconds go together stays the same when one more comes.
function thin(series, fields, join) {
  const seconds = Math.ceil(series.length / POINTS);
  if (seconds < 2) return series;
  const groups = new Map();
  for (const point of series) {
    const group = Math.floor(Math.round(point.uptime_seconds) / seconds);
    groups.set(group, [...(groups.get(group) || []), point]);
  }
  return [...groups.values()].map((group) => {
    const point = { uptime_seconds: group[group.length - 1].uptime_seconds };
    for (const field of fields) {
      const values = group.map((it) => it[field]).filter((value) => value !== null);
      point[field] = values.length ? join(values) : null;
    }
    return point;
  });
}

// A line breaks where nothing was measured.
function line(series, name, start, end, highest) {
  let path = '';
  let drawn = false;
  for (const point of series) {
    const value = point[name];
    if (point.uptime_seconds < start) continue;
    if (value === null) {
      drawn = false;
      continue;
    }
    const x = (point.uptime_seconds - start) / (end - start) * 600;
    const y = highest ? 48 - value / highest * 48 : 48;
    path += `${drawn ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`;
    if (!drawn) path += 'h.5';
    drawn = true;
  }
  return path;
}

function roundUp(number) {
  if (!(number > 0)) return 0;
  const size = 10 ** Math.floor(Math.log10(number));
  return [1, 2, 3, 5, 10].find((step) => step * size >= number * 0.9999) * size;
}
