// What is known of the node that was clicked.

const panel = document.getElementById('details');
let chosen = null;

function tag(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function open(index) {
  if (chosen !== null) nodes[chosen].group.classList.remove('chosen');
  chosen = index;
  nodes[index].group.classList.add('chosen');
  panel.hidden = false;
  panel.scrollTop = 0;
  panel.replaceChildren();
  document.body.classList.add('detailed');
  detail(documents[documents.length - 1]);
  nodes[index].group.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

function close() {
  if (chosen === null) return;
  const { group } = nodes[chosen];
  group.classList.remove('chosen');
  chosen = null;
  panel.hidden = true;
  document.body.classList.remove('detailed');
  group.focus({ preventScroll: true });
}

function bar(parts, wide) {
  const said = STATES.map((state, which) => `${state} ${percent(parts[which])}`).join(', ');
  const line = tag('div', { class: wide ? 'wide shares' : 'shares', role: 'img', 'aria-label': said, title: said });
  for (const [which, state] of [[0, 'busy'], [2, 'held']]) {
    const part = tag('span', { class: state });
    part.style.width = percent(parts[which]);
    if (state === 'held') part.style.marginLeft = 'auto';
    line.append(part);
  }
  return line;
}

function fact(name, value) {
  return value === null ? '' : tag('div', {}, tag('dt', {}, name), tag('dd', {}, value));
}

function detail(stats) {
  if (chosen === null || !stats) return;
  const index = chosen;
  const node = stats.nodes[index];
  const parts = shares((it) => it.nodes[index]);
  const fused = stats.nodes.filter((other, at) => at !== index && other.stage === node.stage).map((other) => other.name);
  const read = node.bytes_read === null ? null
    : bytes(node.bytes_read) + (node.bytes_expected ? ` of ${bytes(node.bytes_expected)}` : '');
  // The button stays as it is, so that the focus does, too.
  const button = panel.querySelector('#close') || tag('button', { id: 'close', type: 'button', 'aria-label': 'close details' }, '×');
  button.onclick = close;
  const heading = tag('div', {}, tag('h2', { id: 'details-name' }, node.name),
    tag('p', { class: 'kind' }, `${node.kind} ${node.settings}`));
  const facts = tag('dl', {},
    fact('received', node.kind === 'source' ? null : count(node.received)),
    fact('sent', node.kind === 'output' ? null : count(node.sent)),
    fact('errors', count(node.errors)), fact('dropped', count(node.dropped)),
    fact('queue', node.queue && `${count(node.queue.queued)} of ${count(node.queue.capacity)}`), fact('read', read));
  const held = tag('p', { class: 'none' }, STATES.map((state, which) => `${percent(parts[which])} ${state}`).join(', '));
  const list = [heading, facts, tag('h3', {}, 'the last five seconds'), bar(parts, true), held];
  if (node.arguments) list.push(tag('h3', {}, 'arguments'), tag('code', {}, node.arguments));
  if (fused.length) list.push(tag('h3', {}, 'fused with'), tag('p', { class: 'none' }, fused.join(', ')));
  list.push(tag('h3', {}, node.workers.length === 1 ? '1 worker' : `${node.workers.length} workers`), workers(node, index));
  list.push(tag('h3', {}, 'last errors'), errors(node, stats));
  const body = tag('div', { class: 'body' }, ...list);
  const old = panel.querySelector('.body');
  if (old) {
    old.replaceWith(body);
  } else {
    panel.append(button, body);
  }
}

function workers(node, index) {
  const head = ['', 'in', 'out', 'errors', 'queue', 'time'].map((name) => tag('th', { scope: 'col' }, name));
  const rows = node.workers.map((worker, place) => {
    const of = (stats) => stats.nodes[index].workers[place];
    const cells = [
      worker.worker,
      node.kind === 'source' ? '' : rate(speed((stats) => of(stats).received)),
      node.kind === 'output' ? '' : rate(speed((stats) => of(stats).sent)),
      count(worker.errors),
      worker.queue ? `${count(worker.queue.queued)}/${count(worker.queue.capacity)}` : '–',
      bar(shares(of), false),
    ];
    return tag('tr', {}, ...cells.map((cell) => tag('td', {}, cell instanceof Node ? cell : String(cell))));
  });
  return tag('table', {}, tag('thead', {}, tag('tr', {}, ...head)), tag('tbody', {}, ...rows));
}

function errors(node, stats) {
  if (!node.last_errors.length) return tag('p', { class: 'none' }, 'none');
  const now = stats.started_unix_seconds + stats.uptime_seconds;
  return tag('ol', {}, ...node.last_errors.map((error) => {
    const ago = Math.max(0, now - error.unix_seconds);
    const when = ago < 1 ? 'just now' : `${clock(ago)} ago`;
    return tag('li', {}, error.message, tag('small', {}, `worker ${error.worker}, ${when}`));
  }));
}

panel.addEventListener('keydown', (event) => event.key === 'Escape' && close());
