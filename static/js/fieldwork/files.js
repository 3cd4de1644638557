/** Entries in a file: sealed for another device, or readable by choice; and back. */
import { openByPassphrase, openByRecovery, unseal } from "./sealing.js";
import { changeSeries, readRows, readSeries } from "./store.js";

const READABLE = "osnova-zapisy";
const SEALED = "osnova-zapisy-zapecetene";

const isUnsent = (row) => row.state !== "erased";

export class FileWrong extends Error {}

/** The file with all that has not reached the server; it is remembered up to which entry it was saved. */
export async function exportFile(work, isReadable) {
  const meta = await readSeries(work.slug);
  const head = { series: work.slug, made_at: new Date().toISOString() };
  let content;
  if (isReadable) {
    const items = (await work.rows()).filter(isUnsent).map(({ uid, item }) => {
      const { message, current, proposal, ...plain } = item;
      return { uid, ...plain };
    });
    content = { osnova: READABLE, ...head, items };
  } else {
    const rows = (await readRows(work.slug)).filter(isUnsent).map(({ uid, iv, sealed }) => ({ uid, iv, sealed }));
    content = { osnova: SEALED, ...head, keys: meta.keys, rows };
  }
  const file = new Blob([JSON.stringify(content, null, 1)], { type: "application/json" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `${work.slug}-${isReadable ? "zapisy" : "zapecetene"}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  await changeSeries(work.slug, { exportedSeq: meta.nextSeq - 1 });
}

/** Takes the entries of a file onto this device; answers how many. A sealed one needs its passphrase or recovery key. */
export async function importFile(work, file, secret) {
  let content;
  try {
    content = JSON.parse(await file.text());
  } catch {
    throw new FileWrong("fileUnreadable");
  }
  if (content?.series !== work.slug) throw new FileWrong("fileOfOther");
  let items;
  if (content.osnova === READABLE && Array.isArray(content.items)) {
    items = content.items.map(({ uid, ...item }) => ({ uid, item }));
  } else if (content.osnova === SEALED && Array.isArray(content.rows)) {
    const key = await openByPassphrase(content.keys, secret).catch(() => openByRecovery(content.keys, secret));
    items = await Promise.all(
      content.rows.map(async (row) => ({ uid: row.uid, item: await unseal(key, row, `${work.slug}/${row.uid}`) })),
    );
  } else {
    throw new FileWrong("fileUnreadable");
  }
  const here = new Set((await readRows(work.slug)).map((row) => row.uid));
  let count = 0;
  for (const { uid, item } of items) {
    if (typeof uid !== "string" || !item?.kind || here.has(uid)) continue;
    const { message, current, proposal, ...plain } = item;
    work.takeIn(uid, plain);
    await work.put(uid, plain, "waiting");
    count += 1;
  }
  return count;
}
