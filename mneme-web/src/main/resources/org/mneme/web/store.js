// What outlives a reload: scores and small pictures, in this browser alone (IndexedDB).

const NAME = 'mneme';
const TABLE = 'photographs';

let database = null;

function request(work) {
  return new Promise((resolve, reject) => {
    work.onsuccess = () => resolve(work.result);
    work.onerror = () => reject(work.error);
  });
}

async function table(mode) {
  if (!database) {
    const opening = indexedDB.open(NAME, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(TABLE, { keyPath: 'key' });
    database = await request(opening);
  }
  return database.transaction(TABLE, mode).objectStore(TABLE);
}

/** Which photograph it is, as far as a browser tells without reading it all. */
export function keyOf(file, name) {
  return [name, file.size, file.lastModified].join('|');
}

export async function keep(record) {
  try { await request((await table('readwrite')).put(record)); } catch { /* a private window keeps nothing */ }
}

export async function kept() {
  try { return await request((await table('readonly')).getAll()); } catch { return []; }
}

export async function forgetAll() {
  try { await request((await table('readwrite')).clear()); } catch { /* nothing was kept */ }
}
