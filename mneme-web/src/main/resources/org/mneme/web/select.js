// Sets of photographs for an experiment, chosen from those that have a score.

import { Stopped, measureAll, selectSets } from './scoring.js';
import { selectionTable, tablesByLabel } from './tables.js';

const $ = (id) => document.getElementById(id);
const MOST_THUMBNAILS = 900; // in one form, beside the tables

/** Which fields belong to which kind of sets. */
const FIELDS = { ends: 'sets-share', alike: 'sets-count', own: 'sets-ranges' };

function showFields() {
  for (const [kind, field] of Object.entries(FIELDS)) { $(field).closest('label').hidden = $('sets-kind').value !== kind; }
  $('sets-pairs').disabled = $('sets-kind').value === 'apart';
}

function statistics() {
  return [...document.querySelectorAll('#sets-match input:checked')].map((box) => box.value);
}

/** What the form asks for, as the server's parameters. */
function asked() {
  const query = new URLSearchParams({ each: $('sets-each').value });
  const kind = $('sets-kind').value;
  if (kind === 'ends') {
    const share = Number($('sets-share').value);
    query.append('condition', `low=..${share}%`);
    query.append('condition', `high=${100 - share}%..`);
  } else if (kind === 'alike') {
    query.set('sets', $('sets-count').value);
  } else if (kind === 'apart') {
    query.set('apart', 'true');
  } else {
    $('sets-ranges').value.split(',').filter((each) => each.trim() !== '').forEach((each) => query.append('condition', each.trim()));
  }
  for (const name of statistics()) { query.append('match', `${name}=${$('sets-tolerance').value}`); }
  if ($('sets-pairs').checked && kind !== 'apart') { query.set('pairs', 'true'); }
  if (!$('sets-near').checked) { query.set('near', '-1'); }
  return query;
}

/** Of photographs that were scored in several ways, those of the way that has most. */
function alike(photos) {
  const ways = [...new Set(tablesByLabel(photos).keys())];
  if (ways.length < 2) { return photos; }
  const of = (way) => photos.filter((photo) => tablesByLabel([photo]).has(way));
  return ways.map(of).reduce((a, b) => (b.length > a.length ? b : a));
}

/**
 * Makes the dialog and its result work.
 *
 * @param shown gives the photographs to choose from: those that the gallery shows
 * @param keepAgain stores a photograph, which was measured, for a reload
 * @param begin is told when work begins
 * @param done is told when it has ended
 * @param mark marks photographs in the gallery by their names
 */
export function selecting({ shown, keepAgain, begin, done, mark }) {
  let running = null;
  let chosen = [];

  async function choose() {
    const photos = alike(shown());
    const say = (text) => { $('sets-status').textContent = text; };
    running = new AbortController();
    $('sets-go').textContent = 'Cancel';
    begin();
    try {
      const names = statistics();
      let lost = 0;
      if (names.length > 0 || $('sets-near').checked) {
        const missing = photos.filter((photo) => !photo.statistics);
        const files = missing.filter((photo) => photo.file);
        lost = missing.length - files.length;
        await measureAll(files, running.signal, (photo) => {
          keepAgain(photo);
          say(`${files.filter((each) => each.statistics).length} of ${files.length} photographs measured`);
        }, say);
      }
      if (lost > 0 && names.length > 0) {
        say(`${lost} of ${photos.length} photographs cannot be measured: the page was reloaded since. Add the same files again; they are not scored twice.`);
        return;
      }
      say('Selecting …');
      const small = new Map(photos.filter((photo) => photo.small).slice(0, MOST_THUMBNAILS).map((photo) => [photo.name, photo.small]));
      const answer = await selectSets(selectionTable(photos), small, asked(), running.signal);
      if (answer.problem) { say(answer.problem); return; }
      say('');
      chosen = answer.sets.flatMap((set) => set.images);
      present(answer);
      $('choose-sets').close();
      $('selected-sets').scrollIntoView({ block: 'start' });
    } catch (e) {
      say(e instanceof Stopped ? 'Cancelled.' : e.message);
    } finally {
      running = null;
      $('sets-go').textContent = 'Select sets';
      done();
    }
  }

  function present(answer) {
    $('sets-report').src = answer.report;
    $('sets-open').href = answer.report;
    $('set-files').replaceChildren(...Object.entries(answer.files).map(([name, path]) => {
      const link = document.createElement('a');
      link.className = 'button';
      link.href = path;
      link.download = name;
      link.textContent = name;
      return link;
    }));
    const lines = [...answer.unmet.map((line) => `Not met: ${line}.`), ...answer.notes];
    $('sets-notes').replaceChildren(...lines.map((line) => {
      const item = document.createElement('li');
      item.textContent = line;
      return item;
    }));
    $('selected-sets').hidden = false;
  }

  $('sets-kind').addEventListener('input', showFields);
  $('sets-form').addEventListener('submit', (e) => {
    e.preventDefault();
    if (running) { running.abort(); } else { choose(); }
  });
  $('choose-sets').addEventListener('close', () => { if (running) { running.abort(); } });
  $('sets').addEventListener('click', () => {
    $('sets-from').textContent = `From the ${alike(shown()).length} photographs that are shown.`;
    $('sets-status').textContent = '';
    showFields();
    $('choose-sets').showModal();
  });
  $('sets-mark').addEventListener('click', () => mark(chosen));
  $('sets-close').addEventListener('click', () => { $('selected-sets').hidden = true; $('sets-report').src = 'about:blank'; });
}
