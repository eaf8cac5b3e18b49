// How numbers are written: three digits that say something.

function digits(number) {
  if (number >= 100) return number.toFixed(0);
  return number >= 10 ? number.toFixed(1) : number.toFixed(2);
}

function count(number) {
  if (number < 9999.5) return number.toFixed(0);
  for (const [size, unit] of [[1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k']]) {
    if (number >= size * 0.9995) return digits(number / size) + unit;
  }
  return '';
}

function rate(number) {
  if (number === null) return '–';
  if (number === 0) return '0/s';
  if (number < 999.5) return (number < 9.95 ? number.toFixed(1) : number.toFixed(0)) + '/s';
  return number < 9999.5 ? digits(number / 1e3) + 'k/s' : count(number) + '/s';
}

function bytes(number) {
  return number < 1e4 ? number.toFixed(0) + ' B' : count(number).replace(/(.)$/, ' $1B');
}

function duration(seconds) {
  if (seconds === null || seconds === undefined) return '–';
  if (seconds < 0.9995e-3) return digits(seconds * 1e6) + ' µs';
  if (seconds < 0.9995) return digits(seconds * 1e3) + ' ms';
  if (seconds < 59.95) return digits(seconds) + ' s';
  return clock(seconds);
}

function clock(seconds) {
  const whole = Math.floor(seconds);
  const [days, hours, minutes] = [Math.floor(whole / 86400), Math.floor(whole / 3600) % 24, Math.floor(whole / 60) % 60];
  if (days) return `${days} d ${hours} h`;
  if (hours) return `${hours} h ${minutes} min`;
  return minutes ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}

function percent(part) {
  return Math.round(part * 100) + '%';
}
