// Going about in the graph: by zoom, drag, keys, and the name of a node.

const field = document.getElementById('graph');
const natural = { width: picture.width.baseVal.value, height: picture.height.baseVal.value };
// Above so many nodes the Tab key takes them as one, and the arrow keys go from node to node.
const MANY = 60;
let zoom = 1;

function setZoom(next, x = field.clientWidth / 2, y = field.clientHeight / 2) {
  next = Math.min(3, Math.max(0.02, next));
  const [left, top] = [(field.scrollLeft + x) / zoom, (field.scrollTop + y) / zoom];
  zoom = next;
  picture.setAttribute('width', natural.width * zoom);
  picture.setAttribute('height', natural.height * zoom);
  picture.classList.toggle('far', zoom < 0.4);
  field.scrollLeft = left * zoom - x;
  field.scrollTop = top * zoom - y;
  field.dispatchEvent(new Event('zoomed'));
}

function fit(smallest) {
  const whole = Math.min(field.clientWidth / natural.width, field.clientHeight / natural.height);
  setZoom(Math.max(smallest, Math.min(1.4, whole)));
}

// A test for what is in sight, or nearly: by its corners in the picture.
function inSight() {
  const near = 120;
  const box = picture.getBoundingClientRect();
  const view = field.getBoundingClientRect();
  const { x, y } = picture.viewBox.baseVal;
  const [left, top] = [(view.left - near - box.left) / zoom + x, (view.top - near - box.top) / zoom + y];
  const [right, bottom] = [(view.right + near - box.left) / zoom + x, (view.bottom + near - box.top) / zoom + y];
  return (x1, y1, x2, y2) => x2 >= left && x1 <= right && y2 >= top && y1 <= bottom;
}

function select(index) {
  const { group } = nodes[index];
  if (nodes.length > MANY) {
    picture.querySelectorAll('.node[tabindex="0"]').forEach((other) => other.setAttribute('tabindex', -1));
    group.setAttribute('tabindex', 0);
  }
  group.focus();
  group.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

// The nearest node in the direction of an arrow key.
function neighbour(from, key) {
  const middle = ({ data }) => [Number(data.x) + data.width / 2, Number(data.y) + data.height / 2];
  const [x, y] = middle(nodes[from]);
  const sideways = key === 'ArrowLeft' || key === 'ArrowRight';
  const sign = key === 'ArrowRight' || key === 'ArrowDown' ? 1 : -1;
  let best = null;
  nodes.forEach((node, index) => {
    const [dx, dy] = [middle(node)[0] - x, middle(node)[1] - y];
    const [along, beside] = sideways ? [dx * sign, Math.abs(dy)] : [dy * sign, Math.abs(dx)];
    const far = along + 2 * beside;
    if (along > 1 && (!best || far < best.far)) best = { far, index };
  });
  return best && best.index;
}

nodes.forEach(({ group }, index) => {
  group.setAttribute('tabindex', nodes.length <= MANY || index === 0 ? 0 : -1);
  group.addEventListener('click', () => open(index));
  group.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' || event.key === ' ') {
      open(index);
      panel.querySelector('#close')?.focus({ preventScroll: true });
    } else if (event.key === 'Escape') {
      close();
    } else if (event.key.startsWith('Arrow') && !event.ctrlKey && !event.metaKey) {
      const next = neighbour(index, event.key);
      if (next !== null) select(next);
    } else {
      return;
    }
    event.preventDefault();
  });
});

document.getElementById('zoom-in').onclick = () => setZoom(zoom * 1.25);
document.getElementById('zoom-out').onclick = () => setZoom(zoom / 1.25);
document.getElementById('zoom-fit').onclick = () => fit(0);
field.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey) return;
  const step = { '+': 1.25, '=': 1.25, '-': 0.8 }[event.key];
  if (step) setZoom(zoom * step);
  else if (event.key === '0') fit(0);
});
field.addEventListener('wheel', (event) => {
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  const box = field.getBoundingClientRect();
  setZoom(zoom * Math.exp(-event.deltaY / 300), event.clientX - box.left, event.clientY - box.top);
}, { passive: false });
field.addEventListener('pointerdown', (event) => {
  if (event.pointerType !== 'mouse' || event.button !== 0 || event.target.closest('.node')) return;
  const from = { x: event.clientX + field.scrollLeft, y: event.clientY + field.scrollTop };
  const move = (to) => field.scrollTo(from.x - to.clientX, from.y - to.clientY);
  const end = () => {
    field.classList.remove('dragged');
    removeEventListener('pointermove', move);
  };
  field.classList.add('dragged');
  addEventListener('pointermove', move);
  addEventListener('pointerup', end, { once: true });
});

const find = document.getElementById('find');
const matches = () => nodes.flatMap(({ data }, index) =>
  (data.name.toLowerCase().includes(find.value.trim().toLowerCase()) ? [index] : []));
find.addEventListener('input', () => {
  const found = new Set(matches());
  nodes.forEach(({ group }, index) => group.classList.toggle('dim', !found.has(index)));
  const [first] = found;
  if (first !== undefined) nodes[first].group.scrollIntoView({ block: 'nearest', inline: 'nearest' });
});
find.addEventListener('keydown', (event) => {
  const [first] = matches();
  if (event.key === 'Enter' && first !== undefined) select(first);
});

// What does not fit at a size that can be read is scrolled to.
fit(innerWidth <= 760 ? 0.85 : 0.6);
