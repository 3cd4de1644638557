/**
 * What is kept in the browser. Plain: which series, which account, ids, order and state. Sealed: everything else.
 *
 * series: {slug, account, keys, pack: sealed, nextSeq, sentCount, exportedSeq, preparedAt}
 * rows: {id: "slug/uid", slug, uid, seq, state, iv, sealed}
 */
const NAME = "osnova-zapis";

function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function done(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    transaction.onerror = () => reject(transaction.error);
  });
}

let opened = null;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("series", { keyPath: "slug" });
      request.result.createObjectStore("rows", { keyPath: "id" }).createIndex("slug", "slug");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function transact(mode, act) {
  const transaction = (await database()).transaction(["series", "rows"], mode, { durability: "strict" });
  const finished = done(transaction);
  finished.catch(() => {}); // told by the await below
  const answer = await act(transaction.objectStore("series"), transaction.objectStore("rows"));
  await finished;
  return answer;
}

export function allSeries() {
  return transact("readonly", (series) => asked(series.getAll()));
}

export function readSeries(slug) {
  return transact("readonly", (series) => asked(series.get(slug)));
}

/** Changes what is kept of a series inside one transaction: two windows never overwrite each other. */
export function changeSeries(slug, change) {
  return transact("readwrite", async (series) => {
    const row = { ...(await asked(series.get(slug))), ...change, slug };
    series.put(row);
    return row;
  });
}

export async function readRows(slug) {
  const rows = await transact("readonly", (_series, store) => asked(store.index("slug").getAll(slug)));
  return rows.sort((one, other) => one.seq - other.seq);
}

/** Stores a sealed row under the next number, or in place of the one with its id; with it the pack, if it changed. */
export function putRow(slug, uid, state, sealed, pack) {
  return transact("readwrite", async (series, rows) => {
    const id = `${slug}/${uid}`;
    const before = await asked(rows.get(id));
    const meta = await asked(series.get(slug));
    const seq = meta.nextSeq; // a changed row is a new one to whoever saved a file before
    series.put({ ...meta, nextSeq: seq + 1, ...(pack ? { pack } : {}) });
    rows.put({ id, slug, uid, seq: before?.seq ?? seq, changed: seq, state, ...sealed });
  });
}

export function dropRow(slug, uid) {
  return transact("readwrite", (_series, rows) => asked(rows.delete(`${slug}/${uid}`)));
}

/** Forgets rows the server has confirmed and counts them. Answers the ids of those changed here since they were sent. */
export function confirmRows(slug, sent, pack) {
  return transact("readwrite", async (series, rows) => {
    const kept = [];
    let count = 0;
    for (const { uid, changed } of sent) {
      const row = await asked(rows.get(`${slug}/${uid}`));
      if (!row) continue;
      if (row.changed !== changed) {
        kept.push(uid);
        continue;
      }
      rows.delete(row.id);
      count += 1;
    }
    const meta = await asked(series.get(slug));
    series.put({ ...meta, sentCount: meta.sentCount + count, ...(pack ? { pack } : {}) });
    return kept;
  });
}

/** Removes everything of a series from this device. */
export function wipe(slug) {
  return transact("readwrite", async (series, rows) => {
    for (const row of await asked(rows.index("slug").getAll(slug))) rows.delete(row.id);
    series.delete(slug);
  });
}
