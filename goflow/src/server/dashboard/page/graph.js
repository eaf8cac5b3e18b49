// Nodes and edges: their numbers, bars and colours. The server drew the shapes.

const SVG = 'http://www.w3.org/2000/svg';
const picture = document.querySelector('#graph > svg');
const nodes = [];
const edges = [];

function draw(parent, tag, attributes, text) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  return parent.appendChild(element);
}

// Writes only what is new: most of a thousand nodes stay as they are.
function put(element, name, value) {
  const known = element.known || (element.known = {});
  if (known[name] === value) return;
  known[name] = value;
  if (name === 'text') element.textContent = value;
  else element.setAttribute(name, value);
}

function equip() {
  const stripes = draw(draw(picture, 'defs', {}), 'pattern',
    { id: 'held', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' });
  draw(stripes, 'rect', { class: 'held-ground', width: 6, height: 6 });
  draw(stripes, 'path', { class: 'held-line', d: 'M0 0v6' });
  for (const group of picture.querySelectorAll('.node')) nodes.push(equipNode(group));
  for (const group of picture.querySelectorAll('.edge')) edges.push(equipEdge(group));
}

function equipNode(group) {
  const data = group.dataset;
  const [x, y, width, height] = [data.x, data.y, data.width, data.height].map(Number);
  const [left, bar] = [x + 14, { y: y + height - 15, width: width - (data.kind === 'task' ? 28 : 36) }];
  const flow = draw(group, 'text', { class: 'flow', y: y + 54 });
  const part = (word) => {
    flow.append(flow.childNodes.length ? '  ' + word + ' ' : word + ' ');
    return draw(flow, 'tspan', {}, '–');
  };
  flow.setAttribute('x', left);
  flow.setAttribute('xml:space', 'preserve');
  const received = data.kind === 'source' ? null : part('in');
  const sent = data.kind === 'output' ? null : part('out');
  const barGroup = draw(group, 'g', { class: 'bar' });
  const parts = ['busy', 'idle', 'held'].map((state) =>
    draw(barGroup, 'rect', { class: state, x: left, y: bar.y, width: 0, height: 6 }));
  const badge = draw(group, 'g', { class: 'errors', visibility: 'hidden' });
  const pill = draw(badge, 'rect', { y: y - 9, height: 17, rx: 8.5 });
  const pillText = draw(badge, 'text', { y: y + 3.5 });
  group.setAttribute('role', 'button');
  group.dataset.state = 'idle';
  return { group, title: group.querySelector('title'), data, received, sent, parts, left, width: bar.width,
    badge, pill, pillText, x, y, right: x + width, bottom: y + height };
}

function equipEdge(group) {
  const [x, y] = [Number(group.dataset.x), Number(group.dataset.y)];
  const text = draw(group, 'text', { class: 'rate', x, y: y - 5 });
  const arrow = /-\[(.*)\]->/.exec(group.querySelector('title').textContent);
  if (arrow) {
    draw(text, 'tspan', { class: 'label' }, arrow[1]);
    text.append(' ');
  }
  const number = draw(text, 'tspan', {});
  const queue = draw(group, 'rect', { class: 'queue', x: x - 24, y: y + 4, width: 48, height: 6, rx: 2, visibility: 'hidden' });
  const filled = draw(group, 'rect', { class: 'filled', x: x - 23, y: y + 5, width: 0, height: 4 });
  const title = group.querySelector('title');
  return { group, title, name: title.textContent, number, queue, filled, x, y };
}

// Of what is out of sight only the states are kept: with a thousand nodes that is most of all.
function paint(stats) {
  const seen = inSight();
  stats.nodes.forEach((node, index) => nodes[index] && paintNode(nodes[index], node, index, seen));
  stats.edges.forEach((edge, index) => edges[index] && paintEdge(edges[index], edge, index, seen));
}

function paintNode(view, node, index, seen) {
  const parts = shares((stats) => stats.nodes[index]);
  const state = largest(parts);
  put(view.group, 'data-state', state);
  if (!seen(view.x, view.y, view.right, view.bottom)) return;
  let x = view.left;
  view.parts.forEach((part, which) => {
    const width = Math.round(parts[which] * view.width * 10) / 10;
    put(part, 'x', x.toFixed(1));
    put(part, 'width', width);
    x += width;
  });
  const received = rate(speed((stats) => stats.nodes[index].received));
  const sent = rate(speed((stats) => stats.nodes[index].sent));
  if (view.received) put(view.received, 'text', received);
  if (view.sent) put(view.sent, 'text', sent);
  put(view.badge, 'visibility', node.errors ? 'visible' : 'hidden');
  if (node.errors) {
    const text = count(node.errors) + (node.errors === 1 ? ' error' : ' errors');
    const width = text.length * 6.4 + 14;
    put(view.pillText, 'text', text);
    put(view.pillText, 'x', view.right - width / 2 - 4);
    put(view.pill, 'x', view.right - width - 4);
    put(view.pill, 'width', width);
  }
  const said = [`${node.name} ${node.settings}`, node.kind, `${state} ${percent(Math.max(...parts))}`];
  if (view.received) said.push(`in ${received}`);
  if (view.sent) said.push(`out ${sent}`);
  if (node.errors) said.push(`${node.errors} errors`);
  put(view.group, 'aria-label', said.join(', '));
  put(view.title, 'text', said.join('\n'));
}

function paintEdge(view, edge, index, seen) {
  if (!seen(view.x, view.y, view.x, view.y)) return;
  const speedNow = rate(speed((stats) => stats.edges[index].events));
  put(view.number, 'text', speedNow);
  const said = [view.name, `${count(edge.events)} events, ${speedNow}`];
  if (edge.refused) said.push(`${count(edge.refused)} refused`);
  const queued = edge.capacity !== null && edge.capacity > 0;
  put(view.queue, 'visibility', queued ? 'visible' : 'hidden');
  if (queued) {
    const part = Math.min(1, edge.queued / edge.capacity);
    put(view.filled, 'width', Math.round(part * 460) / 10);
    view.group.classList.toggle('full', part >= 0.8);
    said.push(`${count(edge.queued)} of ${count(edge.capacity)} wait in the queue`);
  }
  put(view.title, 'text', said.join('\n'));
}
