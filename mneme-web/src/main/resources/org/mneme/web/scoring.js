// Sends photographs to the server, some at once, and hands on each score as it comes.

const AT_ONCE = 6; // what browsers open to one server
const LONGEST_WAIT_SECONDS = 30;

export class Stopped extends Error {}

/** Waits, but ends at once when the signal says so. */
function pause(seconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, 1000 * seconds);
    signal.addEventListener('abort', () => { clearTimeout(timer); reject(new Stopped()); }, { once: true });
  });
}

/** The reason in an answer that is not a score, in the server's own words. */
async function reason(answer) {
  try {
    const problem = await answer.json();
    return problem.detail || problem.title || `the server answered ${answer.status}`;
  } catch {
    return `the server answered ${answer.status}`;
  }
}

/** A number of a row as the server wrote it; '' where there is none. */
function written(text, name) {
  const found = new RegExp(`"${name}":([-+.\\deE]+)`).exec(text.slice(text.lastIndexOf('"scores":[')));
  return found ? found[1] : '';
}

class Unreadable extends Error {}

/**
 * Sends one photograph. A server that is busy or away is asked again, until the signal ends it.
 *
 * @param say is told why it waits, and '' when it continues
 * @returns {Promise<string>} the server's answer
 * @throws {Unreadable} if the server cannot read the photograph
 */
async function send(path, photo, signal, say) {
  for (let tries = 0; ; tries++) {
    if (signal.aborted) { throw new Stopped(); }
    let answer;
    try {
      answer = await fetch(path, {
        method: 'POST',
        body: photo.file,
        headers: { 'Content-Type': 'application/octet-stream', Accept: 'application/json' },
        signal,
      });
      if (answer.ok) {
        const text = await answer.text();
        say('');
        return text;
      }
    } catch (e) {
      if (signal.aborted) { throw new Stopped(); }
      say('The server does not answer; trying again …');
      await pause(Math.min(LONGEST_WAIT_SECONDS, 2 ** Math.min(tries, 5) / 2), signal);
      continue;
    }
    if (answer.status === 429 || answer.status === 503) {
      say(answer.status === 429 ? 'The server is busy; waiting …' : 'The server is starting or stopping; trying again …');
      const after = Number(answer.headers.get('Retry-After')) || 1;
      await pause(Math.min(LONGEST_WAIT_SECONDS, after), signal);
      continue;
    }
    const why = await reason(answer);
    if (answer.status === 422 || answer.status === 413) { throw new Unreadable(why.replace(`${photo.name}: `, '')); }
    throw new Error(why);
  }
}

/** Scores one photograph: the score with all that the server says of it, or an error. */
async function scoreOne(photo, options, signal, say) {
  const query = new URLSearchParams({
    name: photo.name, model: options.model, crops: options.crops, precision: options.precision, decode: options.decode,
  });
  try {
    // As text first: a float32 as the server wrote it is what the CSV must hold.
    const text = await send(`/v1/scores?${query}`, photo, signal, say);
    const row = JSON.parse(text).scores[0];
    return {
      score: row.score, written: written(text, 'score'), error: row.error,
      low: written(text, 'low'), high: written(text, 'high'), familiar: written(text, 'familiar'),
    };
  } catch (e) {
    if (e instanceof Unreadable) { return { score: null, written: '', error: e.message }; }
    throw e;
  }
}

/** Does something with each photograph, some at once. */
async function each(photos, what) {
  const left = photos[Symbol.iterator]();
  async function work() {
    for (let next = left.next(); !next.done; next = left.next()) { await what(next.value); }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Scores photographs until all are done or the signal ends it. */
export async function scoreAll(photos, options, signal, onScore, say) {
  await each(photos, async (photo) => onScore(photo, await scoreOne(photo, options, signal, say)));
}

/** Measures luminance, contrast and the like; each photograph then has its statistics, empty where it cannot be read. */
export async function measureAll(photos, signal, onMeasured, say) {
  await each(photos, async (photo) => {
    try {
      const text = await send(`/v1/statistics?${new URLSearchParams({ name: photo.name })}`, photo, signal, say);
      [photo.statistics] = JSON.parse(text).statistics;
    } catch (e) {
      if (!(e instanceof Unreadable)) { throw e; }
      photo.statistics = {};
    }
    onMeasured(photo);
  });
}

/**
 * Selects sets from a table. Thumbnails, by name, are for the page that shows them.
 *
 * @returns {Promise<object>} the server's answer, or what is wrong as problem
 */
export async function selectSets(table, thumbnails, query, signal) {
  const form = new FormData();
  form.append('scores', new Blob([table], { type: 'text/csv' }), 'scores.csv');
  for (const [name, small] of thumbnails) { form.append('images', small, name); }
  try {
    const answer = await fetch(`/v1/selections?${query}`, { method: 'POST', body: form, signal });
    return answer.ok ? await answer.json() : { problem: await reason(answer) };
  } catch {
    if (signal.aborted) { throw new Stopped(); }
    return { problem: 'The server does not answer; try again.' };
  }
}

/**
 * Evaluates tables of scores, by their label, against one of human scores. Images without a score are left out; the
 * report says how many. Thumbnails, by name, are for the report.
 *
 * @returns {Promise<{report?: string, problem?: string}>} where the report is, or what is wrong
 */
export async function evaluate(human, tables, thumbnails, more) {
  const form = new FormData();
  form.append('human', human, human.name);
  for (const [label, table] of tables) { form.append('scores', new Blob([table], { type: 'text/csv' }), `${label}.csv`); }
  for (const [name, small] of thumbnails) { form.append('images', small, name); }
  const query = new URLSearchParams({ skipBad: 'true', ...more });
  try {
    const answer = await fetch(`/v1/evaluations?${query}`, { method: 'POST', body: form });
    return answer.ok ? await answer.json() : { problem: await reason(answer) };
  } catch {
    return { problem: 'The server does not answer; try again.' };
  }
}

/** The server's models, with what each sees of a picture. */
export async function models() {
  const answer = await fetch('/v1/models');
  if (!answer.ok) { throw new Error(await reason(answer)); }
  return answer.json();
}
