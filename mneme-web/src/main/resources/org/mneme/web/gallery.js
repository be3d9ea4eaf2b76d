// The photographs as cards: order, filter, selection, and the two dialogs.

import { explaining } from './explain.js';

const A_PAGE = 300;
const THUMBNAIL = 336;

/** A small JPEG of a photograph; null where the browser cannot show its format. */
export async function thumbnail(file) {
  try {
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, THUMBNAIL / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    return await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', .82));
  } catch {
    return null;
  }
}

function make(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) { made.setAttribute(key, value); }
  made.append(...children);
  return made;
}

/** Percent of the scores that are lower, half of the equal ones counted. */
export function percentile(score, sorted) {
  let below = 0;
  let equal = 0;
  for (const each of sorted) {
    if (each < score) { below++; } else if (each === score) { equal++; } else { break; }
  }
  return (100 * (below + equal / 2)) / sorted.length;
}

const UNFAMILIAR = .05;

/** The interval around a score in words; '' of a model that does not tell. */
function interval(photo) {
  return photo.low ? `${Number(photo.low).toFixed(2)} to ${Number(photo.high).toFixed(2)}` : '';
}

function isUnfamiliar(photo) {
  return Boolean(photo.familiar) && Number(photo.familiar) < UNFAMILIAR;
}

/** How sure a score is, for the line beside it. */
function sureness(photo) {
  const words = [];
  if (interval(photo)) { words.push(' ', make('span', { class: 'interval', title: '90 % interval' }, interval(photo))); }
  if (isUnfamiliar(photo)) { words.push(' ', make('strong', { class: 'strange' }, 'of another kind')); }
  return words;
}

export class Gallery {
  constructor(place, more, onSelection, onOpen) {
    this.place = place;
    this.more = more;
    this.onSelection = onSelection;
    this.onOpen = onOpen;
    this.selected = new Set();
    this.limit = A_PAGE;
    this.shown = [];
    more.addEventListener('click', () => { this.limit += A_PAGE; this.draw(); });
  }

  /** Shows these photographs, in this order. */
  show(photos) {
    this.shown = photos;
    this.draw();
  }

  draw() {
    const cards = this.shown.slice(0, this.limit).map((photo) => this.card(photo));
    this.place.replaceChildren(...cards);
    this.more.hidden = this.shown.length <= this.limit;
    this.more.textContent = `Show more (${this.shown.length - this.limit} left)`;
  }

  card(photo) {
    if (photo.card) { return photo.card; }
    const pick = make('input', { type: 'checkbox', class: 'pick', 'aria-label': `Select ${photo.name}` });
    pick.checked = this.selected.has(photo);
    const open = make('button', { type: 'button', class: 'open' });
    const picture = photo.thumb
      ? make('img', { src: photo.thumb, alt: '', loading: 'lazy' })
      : make('span', { class: 'gone' }, 'no preview');
    const caption = make('figcaption', {},
      make('span', { class: 'score' }, photo.score.toFixed(3)), ...sureness(photo), make('span', { class: 'name' }, photo.name));
    open.append(make('figure', {}, picture, caption));
    const said = [`${photo.name}, score ${photo.score.toFixed(3)}`];
    if (interval(photo)) { said.push(`90 % interval ${interval(photo)}`); }
    if (isUnfamiliar(photo)) { said.push('of another kind'); }
    open.setAttribute('aria-label', `${said.join(', ')}: show`);
    const item = make('li', { class: 'card', 'data-name': photo.name }, open, pick);
    pick.addEventListener('change', () => { this.pick(photo, pick.checked); this.onSelection(); });
    open.addEventListener('click', () => this.onOpen(photo));
    photo.card = item;
    item.classList.toggle('picked', pick.checked);
    return item;
  }

  pick(photo, on) {
    if (on) { this.selected.add(photo); } else { this.selected.delete(photo); }
    if (photo.card) {
      photo.card.classList.toggle('picked', on);
      photo.card.querySelector('.pick').checked = on;
    }
  }

  clear() {
    this.selected.clear();
    this.limit = A_PAGE;
    this.show([]);
  }
}

/** The whole photograph where the page has it, else its small picture. */
function source(photo) {
  if (photo.file && photo.thumb) {
    photo.full = photo.full || URL.createObjectURL(photo.file);
    return photo.full;
  }
  return photo.thumb;
}

function shot(photo, input) {
  const place = make('div', { class: 'shot' });
  const url = source(photo);
  if (!url) {
    place.append(make('p', { class: 'note' }, 'Your browser cannot show this format; the server can read it.'));
    return place;
  }
  place.append(make('img', { src: url, alt: photo.name }));
  if (input && input.resize !== 'shorter') {
    const seen = make('div', { class: 'seen' });
    const across = input.cropWidth / input.width;
    const down = input.cropHeight / input.height;
    seen.style.left = `${50 * (1 - across)}%`;
    seen.style.width = `${100 * across}%`;
    seen.style.top = `${50 * (1 - down)}%`;
    seen.style.height = `${100 * down}%`;
    place.append(seen);
  }
  return place;
}

/** One photograph: the picture, its score, where it stands, and what the model sees of it. */
export function showDetail(dialog, photo, sorted, input) {
  dialog.querySelector('h2').textContent = photo.name;
  const among = percentile(photo.score, sorted);
  const facts = make('dl', { class: 'figures' });
  const fact = (label, text) => facts.append(make('div', {}, make('dt', {}, label), make('dd', {}, text)));
  fact('Score', photo.score.toFixed(3));
  if (interval(photo)) { fact('90 % interval', interval(photo)); }
  if (photo.familiar) { fact('Familiar', Number(photo.familiar).toFixed(2)); }
  fact(`Percentile among these ${sorted.length}`, among.toFixed(0));
  fact('Model', photo.model);
  const body = dialog.querySelector('#detail-body');
  const picture = shot(photo, input);
  body.replaceChildren(picture, facts, explaining(dialog, photo, picture));
  if (isUnfamiliar(photo)) {
    body.append(make('p', { class: 'note' },
      'This photograph is of another kind than those that the model was fitted to; its score and interval may be far off.'));
  }
  if (input) {
    body.append(make('p', { class: 'note' },
      input.cropWidth < input.width || input.cropHeight < input.height
        ? `The model sees the area inside the frame, resized to ${input.cropWidth} × ${input.cropHeight} pixels.`
        : `The model sees the whole photograph, resized to ${input.width} × ${input.height} pixels.`));
  }
  dialog.showModal();
}

/** Two photographs side by side. */
export function showPair(dialog, photos, sorted) {
  const [one, other] = photos;
  const sides = photos.map((photo) => make('div', {},
    make('p', { class: 'name' }, photo.name),
    shot(photo, null),
    make('p', { class: 'score' }, photo.score.toFixed(3)),
    make('p', { class: 'note' }, `Percentile ${percentile(photo.score, sorted).toFixed(0)} among these ${sorted.length}`)));
  const difference = make('p', { class: 'note' },
    `Difference: ${Math.abs(one.score - other.score).toFixed(3)}`);
  dialog.querySelector('#pair-body').replaceChildren(...sides, difference);
  dialog.showModal();
}
