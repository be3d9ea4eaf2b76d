// What a photograph's score depends on: asked of the server for one photograph, drawn over it.

const RAISES = [230, 97, 1];
const LOWERS = [33, 102, 172];

function make(name, text, attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) { made.setAttribute(key, value); }
  return made;
}

/** The map as the server draws it: orange raises the score, blue lowers it, 0 is clear. */
function layer(map) {
  const canvas = make('canvas', '', { class: 'map', 'aria-hidden': 'true', width: map.columns, height: map.rows });
  const reach = Math.max(Math.abs(map.least), Math.abs(map.most));
  const context = canvas.getContext('2d');
  const image = context.createImageData(map.columns, map.rows);
  map.values.flat().forEach((value, i) => {
    const [red, green, blue] = value > 0 ? RAISES : LOWERS;
    const share = reach > 0 && !map.note ? (Math.abs(value) / reach) ** 0.8 : 0;
    image.data.set([red, green, blue, Math.round(255 * share)], 4 * i);
  });
  context.putImageData(image, 0, 0);
  canvas.style.left = `${100 * map.area.left}%`;
  canvas.style.top = `${100 * map.area.top}%`;
  canvas.style.width = `${100 * map.area.width}%`;
  canvas.style.height = `${100 * map.area.height}%`;
  return canvas;
}

function signed(value) {
  return (value < 0 ? '\u2212' : '+') + Number(Math.abs(value).toPrecision(2));
}

async function ask(photo, signal) {
  const query = new URLSearchParams({ name: photo.name, model: photo.model, crops: photo.crops, precision: photo.precision, decode: photo.decode });
  const answer = await fetch(`/v1/explanations?${query}`, {
    method: 'POST', body: photo.file, headers: { 'Content-Type': 'application/octet-stream' }, signal,
  });
  const json = await answer.json();
  if (!answer.ok) { throw new Error(json.detail || `the server answered ${answer.status}`); }
  return json.maps[0];
}

/** A button that asks for the map; it cancels, too, as does closing the dialog. */
export function explaining(dialog, photo, shot) {
  const place = make('div', '', { class: 'explaining' });
  if (!photo.file) { return place; }
  const button = make('button', 'Show what the score depends on', { type: 'button', class: 'explain' });
  const said = make('p', '', { class: 'note', role: 'status' });
  let running = null;
  dialog.addEventListener('close', () => { if (running) { running.abort(); } }, { once: true });
  button.addEventListener('click', async () => {
    if (running) { running.abort(); return; }
    running = new AbortController();
    button.textContent = 'Cancel';
    said.textContent = 'Drawing the map; the model scores many changed copies of the photograph …';
    try {
      const map = await ask(photo, running.signal);
      shot.querySelectorAll('canvas.map').forEach((old) => old.remove());
      const drawn = layer(map);
      shot.append(drawn);
      const strength = make('input', '', { type: 'range', min: 0, max: 100, value: 75, 'aria-label': 'Strength of the map' });
      drawn.style.opacity = .75;
      strength.addEventListener('input', () => { drawn.style.opacity = strength.value / 100; });
      const reach = Math.max(Math.abs(map.least), Math.abs(map.most));
      said.textContent = map.note ? `${map.note}.`
        : `${map.meaning}. Orange raises the score (${signed(reach)} at its clearest), blue lowers it (${signed(-reach)}); on this map ${signed(map.least)} to ${signed(map.most)}.`;
      button.replaceWith(make('span', 'Strength of the map '), strength);
    } catch (e) {
      button.textContent = 'Show what the score depends on';
      said.textContent = running.signal.aborted ? 'Cancelled.' : e.message;
    }
    running = null;
  });
  place.append(button, said);
  return place;
}
