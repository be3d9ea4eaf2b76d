// The distribution of scores as an SVG of bars.

const NS = 'http://www.w3.org/2000/svg';

function element(name, attributes, text) {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) { made.setAttribute(key, value); }
  if (text !== undefined) { made.textContent = text; }
  return made;
}

/** Bins of a round width that fit the number of scores. */
function bins(scores) {
  const wanted = Math.max(5, Math.min(40, Math.ceil(2 * Math.cbrt(scores.length))));
  const low = scores.reduce((a, b) => Math.min(a, b), Infinity);
  const high = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  const widths = [.01, .02, .05, .1, .2, .5, 1, 2, 5, 10];
  const width = widths.find((w) => (high - low) / w <= wanted) || (high - low) / wanted;
  const first = Math.floor(low / width + 1e-9);
  const count = Math.max(1, Math.floor(high / width + 1e-9) - first + 1);
  const counts = new Array(count).fill(0);
  for (const score of scores) { counts[Math.min(count - 1, Math.floor(score / width + 1e-9) - first)]++; }
  return counts.map((n, i) => ({ from: (first + i) * width, to: (first + i + 1) * width, count: n }));
}

/**
 * Draws into a place, as wide as it is.
 *
 * @param isInside whether a score is in the range that is shown
 */
export function drawDistribution(place, scores, isInside) {
  place.replaceChildren();
  if (scores.length === 0) { return; }
  const width = Math.max(280, place.clientWidth - 16);
  const height = width < 500 ? 180 : 220;
  const left = 44, right = 8, top = 10, bottom = 40;
  const all = bins(scores);
  const most = all.reduce((a, b) => Math.max(a, b.count), 0);
  const x = (i) => left + (i * (width - left - right)) / all.length;
  const y = (n) => height - bottom - (n * (height - top - bottom)) / most;
  const svg = element('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img' });
  svg.append(element('title', {}, `Distribution of ${scores.length} scores`));
  const step = Math.max(1, Math.ceil(most / 4));
  for (let n = 0; n <= most; n += step) {
    svg.append(element('line', { x1: left, x2: width - right, y1: y(n), y2: y(n) }));
    svg.append(element('text', { x: left - 6, y: y(n) + 4, 'text-anchor': 'end' }, String(n)));
  }
  const every = Math.ceil(all.length / Math.max(2, Math.floor((width - left) / 56)));
  all.forEach((bin, i) => {
    const middle = (bin.from + bin.to) / 2;
    const bar = element('rect', {
      x: x(i) + 1, y: y(bin.count), width: Math.max(1, x(i + 1) - x(i) - 2), height: y(0) - y(bin.count),
      class: isInside(middle) ? '' : 'outside',
    });
    bar.append(element('title', {}, `${bin.from.toFixed(2)} to ${bin.to.toFixed(2)}: ${bin.count}`));
    svg.append(bar);
    if (i % every === 0) {
      svg.append(element('text', { x: x(i), y: height - bottom + 16, 'text-anchor': 'middle' }, bin.from.toFixed(2)));
    }
  });
  if (all.length % every === 0) { // where the last bin ends
    svg.append(element('text', { x: width - right, y: height - bottom + 16, 'text-anchor': 'end' },
      all[all.length - 1].to.toFixed(2)));
  }
  svg.append(element('text', { x: (left + width) / 2, y: height - 6, 'text-anchor': 'middle' }, 'Score'));
  place.append(svg);
}
