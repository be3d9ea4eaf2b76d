// Tables of scores, as the command line writes them too.

const OPTIONS = ['crops', 'precision', 'decode'];
const USUAL = { crops: 'centre', precision: 'auto', decode: 'natural' };

/** Whether a file is a table by its name or type. */
export function isTable(each) {
  return /\.(csv|tsv|txt)$/i.test(each.name) || each.file.type === 'text/csv';
}

function field(text) {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** CSV: image, score, error and further fields of these photographs. */
export function tableOf(photos, further) {
  const rows = photos.map((photo) => [
    field(photo.name), photo.score === null ? '' : photo.written, field(photo.error || ''),
    ...further.map((name) => field(photo[name] || '')),
  ].join(','));
  return [['image', 'score', 'error', ...further].join(','), ...rows, ''].join('\n');
}

/** The columns that say how sure scores are, where a model of these photographs tells. */
export function surenessOf(photos) {
  const names = ['low', 'high', 'familiar'];
  return photos.some((photo) => names.some((name) => photo[name])) ? names : [];
}

/** Statistics that are no number of the photograph's own. */
const NOT_COLUMNS = ['image', 'error', 'width', 'height'];

/** CSV for the selection of sets: image, score, how sure it is, and what was measured of the photograph. */
export function selectionTable(photos) {
  const measured = photos.find((photo) => photo.statistics);
  const columns = measured ? Object.keys(measured.statistics).filter((name) => !NOT_COLUMNS.includes(name)) : [];
  const sure = surenessOf(photos);
  const cell = (value) => (value === null || value === undefined ? '' : field(String(value)));
  const rows = photos.map((photo) => [
    field(photo.name), photo.written, ...sure.map((name) => photo[name] || ''),
    ...columns.map((name) => cell((photo.statistics || {})[name])),
  ].join(','));
  return [['image', 'score', ...sure, ...columns].join(','), ...rows, ''].join('\n');
}

/** What scores that were made alike are called. */
export function labelOf(photo) {
  const unusual = OPTIONS.filter((name) => photo[name] && photo[name] !== USUAL[name]);
  return [photo.model, ...unusual.map((name) => `${photo[name]}`)].join(' ');
}

/** A table for each way in which scores were made. */
export function tablesByLabel(photos) {
  const labels = new Map();
  for (const photo of photos) {
    const label = labelOf(photo);
    labels.set(label, [...(labels.get(label) || []), photo]);
  }
  return new Map([...labels].map(([label, some]) => [label, tableOf(some, [])]));
}
