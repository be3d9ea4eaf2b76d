// The page: what people do, and what they see of it.

import { Stopped, evaluate, models, scoreAll } from './scoring.js';
import { isTable, labelOf, surenessOf, tableOf, tablesByLabel } from './tables.js';
import { drawDistribution } from './chart.js';
import { Gallery, showDetail, showPair, thumbnail } from './gallery.js';
import { selecting } from './select.js';
import { forgetAll, keep, kept, keyOf } from './store.js';

const $ = (id) => document.getElementById(id);
const IMAGE_NAME = /\.(jpe?g|jpe|jfif|png|gif|bmp|dib|tiff?|webp|heic|heif|hif|avif|jp2|j2k|jpf|jpx|j2c|mpo)$/i;

const MOST_THUMBNAILS = 900; // in one form, beside the tables

const state = {
  photos: [], // scored or failed, in the order in which they were added
  models: new Map(),
  waiting: [],
  working: null, // an AbortController while photographs are being scored
  done: 0,
  total: 0,
  begun: 0,
  human: null, // a table of human scores that waits for the photographs' scores
};

const gallery = new Gallery($('gallery'), $('more'), selectionChanged, (photo) => {
  showDetail($('detail'), photo, sortedScores(), (state.models.get(photo.model) || {}).input);
});

/** Says what is wrong; with a way on, also offers that. */
function problem(text, wayOn, words) {
  $('problem-text').textContent = text;
  $('problem').hidden = text === '';
  $('retry').hidden = !wayOn;
  $('retry').textContent = words || '';
  $('retry').onclick = wayOn || null;
}

function scored() {
  return state.photos.filter((photo) => photo.score !== null);
}

function sortedScores() {
  return scored().map((photo) => photo.score).sort((a, b) => a - b);
}

// ---- adding photographs

/** The files of a drop, folders with all below. */
async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry()).filter(Boolean);
  if (entries.length === 0) { return [...transfer.files].map((file) => ({ file, name: file.name })); }
  const found = [];
  async function walk(entry, prefix) {
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
      found.push({ file, name: prefix + file.name, listed: prefix !== '' });
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (some.length === 0) { return; }
      for (const each of some) { await walk(each, `${prefix}${entry.name}/`); }
    }
  }
  for (const entry of entries) { await walk(entry, ''); }
  return found;
}

/** From a folder, only what is a picture by its name or type; what is named directly counts always. */
function wanted(each) {
  const hidden = each.name.split('/').some((part) => part.startsWith('.'));
  return !each.listed || (!hidden && (IMAGE_NAME.test(each.name) || each.file.type.startsWith('image/')));
}

/** What the menus say. */
function options() {
  return Object.fromEntries(['model', 'crops', 'precision', 'decode'].map((name) => [name, $(name).value]));
}

async function add(files) {
  problem('');
  const tables = files.filter((each) => isTable(each) && !each.listed);
  const chosen = files.filter((each) => wanted(each) && !isTable(each));
  if (tables.length > 0) { state.human = tables[0].file; }
  if (chosen.length === 0 && tables.length === 0) {
    problem('None of these files is an image.');
    return;
  }
  const asked = options();
  const have = new Set(state.photos.map((photo) => photo.key));
  for (const { file, name } of chosen) {
    const key = [keyOf(file, name), ...Object.values(asked)].join('|');
    if (have.has(key)) {
      const known = state.photos.find((photo) => photo.key === key);
      known.file = file; // after a reload the page has only the thumbnail
      continue;
    }
    have.add(key);
    state.waiting.push({ key, file, name, ...asked });
    state.total++;
  }
  if (!state.working && state.waiting.length > 0) { await work(); }
  if (!state.working) { await evaluateWaiting(); }
}

// ---- evaluation

/** Evaluates the table that was dropped, once all photographs have their scores. */
async function evaluateWaiting() {
  const human = state.human;
  if (!human) { return; }
  state.human = null;
  if (scored().length === 0) {
    problem(`${human.name} contains human scores. Add the photographs that they belong to, then drop it again.`);
    return;
  }
  await evaluateWith(human, {});
}

/** Thumbnails for a report, which shows some of them; as many as a form may hold. */
function thumbnailsByName() {
  const some = scored().filter((photo) => photo.small).slice(0, MOST_THUMBNAILS);
  return new Map(some.map((photo) => [photo.name, photo.small]));
}

async function evaluateWith(human, more) {
  problem('');
  document.querySelector('main').dataset.state = 'busy';
  await Promise.all(thumbnails);
  const answer = await evaluate(human, tablesByLabel(scored()), thumbnailsByName(), more);
  if (answer.problem) {
    const scale = /scale=(\d+)/.exec(answer.problem);
    problem(
      answer.problem.replace(/: (scale=\d+|anyScore=true|skipBad=true)/g, ''),
      scale && (() => evaluateWith(human, { ...more, scale: scale[1] })),
      scale && `Divide by ${scale[1]} and evaluate`,
    );
  } else {
    $('report').src = answer.report;
    $('report-open').href = answer.report;
    $('report-save').href = answer.report;
    $('evaluation').hidden = false;
    $('evaluation').scrollIntoView({ block: 'start' });
  }
  tellState();
}

async function work() {
  state.working = new AbortController();
  state.begun = performance.now();
  state.done = 0;
  state.total = state.waiting.length;
  $('work').hidden = false;
  tellState();
  progress('');
  try {
    while (state.waiting.length > 0) {
      const first = state.waiting[0];
      const alike = state.waiting.filter((photo) => labelOf(photo) === labelOf(first));
      state.waiting = state.waiting.filter((photo) => labelOf(photo) !== labelOf(first));
      await scoreAll(alike, first, state.working.signal, take, progress);
    }
  } catch (e) {
    if (!(e instanceof Stopped)) {
      problem(e.message);
    }
    state.working.abort(); // the other photographs on their way
    state.waiting = [];
  } finally {
    state.working = null;
    remember(0);
    $('work').hidden = true;
    show();
  }
}

function take(photo, result) {
  photo.score = result.score;
  for (const name of ['written', 'error', 'low', 'high', 'familiar']) { photo[name] = result[name]; }
  state.photos.push(photo);
  state.done++;
  progress('');
  if (photo.score === null) { later(); return; }
  const making = thumbnail(photo.file).then((blob) => {
    thumbnails.delete(making);
    photo.small = blob;
    photo.thumb = blob ? URL.createObjectURL(blob) : null;
    photo.card = null;
    keepAgain(photo);
    later();
  });
  thumbnails.add(making);
}

/** Stores all of a photograph that is to outlive a reload. */
function keepAgain(photo) {
  keep({
    key: photo.key, name: photo.name, model: photo.model, crops: photo.crops,
    precision: photo.precision, decode: photo.decode, score: photo.score, written: photo.written,
    low: photo.low, high: photo.high, familiar: photo.familiar, statistics: photo.statistics, thumb: photo.small,
  });
}

function progress(why) {
  remember(state.total - state.done);
  $('bar').max = Math.max(1, state.total);
  $('bar').value = state.done;
  let text = `${state.done} of ${state.total} scored`;
  const seconds = (performance.now() - state.begun) / 1000;
  if (state.done > 3 && state.done < state.total) {
    const left = Math.ceil(((state.total - state.done) * seconds) / state.done);
    text += left < 90 ? `, ${left} s left` : `, ${Math.ceil(left / 60)} min left`;
  }
  $('status').textContent = why ? `${text}. ${why}` : text;
}

// ---- showing them

let planned = false;
const thumbnails = new Set(); // still being made
/** Draws soon: scores come faster than a page of hundreds can be drawn. */
function later() {
  if (planned) { return; }
  planned = true;
  setTimeout(() => { planned = false; show(); }, 250);
}

/** Whether the page has all drawn, for whoever looks at it from outside. */
function tellState() {
  const still = !state.working && !planned && thumbnails.size === 0;
  document.querySelector('main').dataset.state = still ? 'still' : 'busy';
}

function inRange(score) {
  const from = $('from').value === '' ? -Infinity : Number($('from').value);
  const to = $('to').value === '' ? Infinity : Number($('to').value);
  return score >= from && score <= to;
}

const ORDERS = {
  high: (a, b) => b.score - a.score,
  low: (a, b) => a.score - b.score,
  name: (a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }),
  added: () => 0,
};

function show() {
  const all = scored();
  tellState();
  $('results').hidden = state.photos.length === 0;
  if (state.photos.length === 0) { return; }
  const text = $('find').value.toLowerCase();
  const visible = all.filter((photo) => inRange(photo.score) && photo.name.toLowerCase().includes(text));
  visible.sort(ORDERS[$('order').value]);
  gallery.show(visible);
  $('count').textContent = visible.length === all.length ? '' : `${visible.length} of ${all.length} shown`;
  figures(all);
  drawDistribution($('chart'), all.map((photo) => photo.score), inRange);
  const failed = state.photos.filter((photo) => photo.score === null);
  $('failed').hidden = failed.length === 0;
  $('failures').replaceChildren(...failed.map((photo) => {
    const item = document.createElement('li');
    const why = document.createElement('span');
    why.textContent = `: ${photo.error}`;
    item.append(photo.name, why);
    return item;
  }));
  selectionChanged();
}

function figures(all) {
  const n = all.length;
  const mean = all.reduce((sum, photo) => sum + photo.score, 0) / n;
  const variance = all.reduce((sum, photo) => sum + (photo.score - mean) ** 2, 0) / (n - 1);
  const sorted = sortedScores();
  const facts = [['Photographs', String(n)]];
  if (n > 0) { facts.push(['Mean', mean.toFixed(3)]); }
  if (n > 1) {
    facts.push(['Standard deviation', Math.sqrt(variance).toFixed(3)]);
    facts.push(['Lowest', sorted[0].toFixed(3)], ['Highest', sorted[n - 1].toFixed(3)]);
  }
  const failed = state.photos.length - n;
  if (failed > 0) { facts.push(['Could not be scored', String(failed)]); }
  showFacts('figures', facts);
}

/** Fills a description list with pairs of a label and a text. */
function showFacts(list, facts) {
  $(list).replaceChildren(...facts.map(([label, text]) => {
    const group = document.createElement('div');
    const term = document.createElement('dt');
    const value = document.createElement('dd');
    term.textContent = label;
    value.textContent = text;
    group.append(term, value);
    return group;
  }));
}

function selectionChanged() {
  const n = gallery.selected.size;
  $('select-none').disabled = n === 0;
  $('download-selected').disabled = n === 0;
  $('download-selected').textContent = n === 0 ? 'Download selection as CSV' : `Download selection (${n}) as CSV`;
  $('compare').disabled = n !== 2;
  $('sets').disabled = gallery.shown.length < 4;
}

// ---- files for other programs

function download(photos, name) {
  const text = tableOf(photos, [...surenessOf(photos), 'model', 'crops', 'precision', 'decode']);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// ---- wiring

function listen() {
  for (const id of ['files', 'folder', 'camera']) {
    $(id).addEventListener('change', () => {
      const files = [...$(id).files].map((file) => ({
        file, name: file.webkitRelativePath || file.name, listed: id === 'folder',
      }));
      $(id).value = '';
      add(files);
    });
  }
  const drop = $('drop');
  document.addEventListener('dragover', (e) => { e.preventDefault(); drop.classList.add('over'); });
  document.addEventListener('dragleave', (e) => { if (!e.relatedTarget) { drop.classList.remove('over'); } });
  document.addEventListener('drop', async (e) => {
    e.preventDefault();
    drop.classList.remove('over');
    add(await dropped(e.dataTransfer));
  });
  document.addEventListener('paste', (e) => {
    const files = [...e.clipboardData.files].map((file, i) => ({ file, name: file.name || `pasted ${i + 1}.png` }));
    if (files.length > 0) { e.preventDefault(); add(files); }
  });
  $('human').addEventListener('change', () => {
    const [file] = $('human').files;
    $('human').value = '';
    if (file) { state.human = file; evaluateWaiting(); }
  });
  $('report-close').addEventListener('click', () => { $('evaluation').hidden = true; $('report').src = 'about:blank'; });
  $('cancel').addEventListener('click', () => { if (state.working) { state.working.abort(); } });
  for (const id of ['order', 'find', 'from', 'to']) { $(id).addEventListener('input', show); }
  $('select-all').addEventListener('click', () => { gallery.shown.forEach((photo) => gallery.pick(photo, true)); selectionChanged(); });
  $('select-none').addEventListener('click', () => { [...gallery.selected].forEach((photo) => gallery.pick(photo, false)); selectionChanged(); });
  $('compare').addEventListener('click', () => showPair($('pair'), [...gallery.selected], sortedScores()));
  $('download').addEventListener('click', () => download(state.photos, 'scores.csv'));
  $('download-selected').addEventListener('click', () => download([...gallery.selected], 'selection.csv'));
  $('clear').addEventListener('click', async () => {
    if (state.working) { state.working.abort(); }
    await forgetAll();
    state.photos = [];
    gallery.clear();
    $('evaluation').hidden = true;
    $('selected-sets').hidden = true;
    show();
  });
  for (const dialog of document.querySelectorAll('dialog')) {
    dialog.querySelector('[data-close]').addEventListener('click', () => dialog.close());
    dialog.addEventListener('click', (e) => { if (e.target === dialog) { dialog.close(); } });
  }
  let resized = 0;
  window.addEventListener('resize', () => { clearTimeout(resized); resized = setTimeout(show, 150); });
}

/** Marks the photographs of these names, and no others. */
function mark(names) {
  const wanted = new Set(names);
  scored().forEach((photo) => gallery.pick(photo, wanted.has(photo.name)));
  selectionChanged();
}

/** How many photographs have no score yet, for a reload in the middle: their files do not outlive it. */
function remember(unfinished) {
  try { sessionStorage.setItem('unfinished', String(unfinished)); } catch { /* a browser that stores nothing */ }
}

function tellUnfinished() {
  let left = 0;
  try { left = Number(sessionStorage.getItem('unfinished')); } catch { /* as above */ }
  remember(0);
  if (left > 0) {
    problem(`The page was reloaded before ${left === 1 ? 'one photograph was' : `${left} photographs were`} scored. Add the same photographs or folder again: those that have a score are not scored twice.`);
  }
}

async function restore() {
  for (const record of await kept()) {
    state.photos.push({
      ...record, error: null, file: null, small: record.thumb, thumb: record.thumb ? URL.createObjectURL(record.thumb) : null,
    });
  }
  show();
  tellUnfinished();
}

async function loadModels() {
  const answer = await models();
  for (const model of answer.models) {
    if (state.models.has(model.name)) { // the same in another precision
      $('precision-label').hidden = false;
      continue;
    }
    state.models.set(model.name, model);
    const option = document.createElement('option');
    option.value = model.name;
    option.textContent = model.name;
    $('model').append(option);
  }
  const facts = [['Mneme', answer.mneme], ...answer.models.map((model) => [
    model.name, [model.meaning, `licence: ${model.licence || 'none given'}`, model.precision, `SHA-256 ${model.identity.slice(0, 12)}…`].filter(Boolean).join('; '),
  ])];
  showFacts('about', facts);
}

listen();
selecting({
  shown: () => gallery.shown,
  keepAgain,
  begin: () => { document.querySelector('main').dataset.state = 'busy'; },
  done: tellState,
  mark,
});
restore();
loadModels().catch((e) => problem(`The server's models could not be read: ${e.message}`));
