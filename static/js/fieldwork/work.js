/**
 * An opened series: its key in memory, its pack, and the entries that wait on this device. Knows nothing of the page.
 */
import { makeKeys, openByPassphrase, changePassphrase, seal, unseal } from "./sealing.js";
import { changeSeries, dropRow, putRow, readRows, readSeries, confirmRows } from "./store.js";

const LETTERS = "ABCDEFGHJKLMNPRSTUVXYZ";
const DIGITS = "23456789";
export const ORDER = ["session", "participant", "consent", "limit", "presence", "statement"];

function pick(letters) {
  // without bias: what is left over of 256 is drawn again
  const limit = 256 - (256 % letters.length);
  for (;;) {
    const [byte] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < limit) return letters[byte % letters.length];
  }
}

export function today() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

export class Work {
  constructor(slug, key, account) {
    this.slug = slug;
    this.key = key;
    this.account = account;
  }

  /** Keeps the pack of a series on this device under a new key. */
  static async prepare(pack, account, passphrase) {
    const slug = pack.series.slug;
    const { key, keys } = await makeKeys(passphrase, pack.recovery_key);
    const work = new Work(slug, key, account);
    work.pack = pack;
    const sealed = await work.sealedPack();
    await changeSeries(slug, {
      account,
      keys,
      pack: sealed,
      nextSeq: 1,
      sentCount: 0,
      exportedSeq: 0,
      preparedAt: new Date().toISOString(),
    });
    return work;
  }

  static async open(slug, passphrase) {
    const meta = await readSeries(slug);
    return Work.opened(meta, await openByPassphrase(meta.keys, passphrase));
  }

  /** Opens with the key from paper; from then on the new passphrase opens it. */
  static async recover(slug, privateText, passphrase) {
    const meta = await readSeries(slug);
    const { key, keys } = await changePassphrase(meta.keys, passphrase, privateText);
    const work = await Work.opened(meta, key);
    await changeSeries(slug, { keys });
    return work;
  }

  static async opened(meta, key) {
    const work = new Work(meta.slug, key, meta.account);
    work.pack = await unseal(key, meta.pack, `${meta.slug}/balik`);
    return work;
  }

  sealedPack() {
    return seal(this.key, this.pack, `${this.slug}/balik`);
  }

  /** A fresh pack from the server; what still waits here stays in it. */
  async refresh(pack) {
    this.pack = pack;
    for (const row of await this.rows()) this.takeIn(row.uid, row.item);
    await changeSeries(this.slug, { pack: await this.sealedPack() });
  }

  session(uid) {
    return this.pack.sessions.find((row) => row.uid === uid);
  }

  participant(uid) {
    return this.pack.participants.find((row) => row.uid === uid);
  }

  guideOf(session) {
    return this.pack.guides.find((guide) => guide.number === session.guide);
  }

  drawPseudonym() {
    const taken = new Set(this.pack.participants.map((row) => row.pseudonym));
    for (let digits = 1; ; digits = 2) {
      for (let attempt = 0; attempt < 200; attempt += 1) {
        let drawn = `${this.pack.series.code}-${pick(LETTERS)}`;
        for (let n = 0; n < digits; n += 1) drawn += pick(DIGITS);
        if (!taken.has(drawn)) return drawn;
      }
    }
  }

  /** Keeps an entry on this device; answers its id. */
  async add(kind, data, { uid = crypto.randomUUID(), base = 0 } = {}) {
    const item = { kind, base_version: base, device_at: new Date().toISOString(), data };
    this.takeIn(uid, item);
    await this.put(uid, item, "waiting");
    return uid;
  }

  async put(uid, item, state) {
    const sealed = await seal(this.key, item, `${this.slug}/${uid}`);
    await putRow(this.slug, uid, state, sealed, await this.sealedPack());
  }

  /** What an entry means for the lists one chooses from. */
  takeIn(uid, { kind, data }) {
    const { sessions, participants } = this.pack;
    if (kind === "session" && !this.session(uid)) {
      const reference = `${this.pack.series.code}/+`;
      sessions.push({ ...data, uid, reference, state: "planned", present: [], last_position: 0 });
    } else if (kind === "participant") {
      const known = this.participant(uid);
      if (known) known.pseudonym = data.pseudonym;
      else participants.push({ uid, pseudonym: data.pseudonym, scopes: [], consents: [] });
    } else if (kind === "consent") {
      const someone = this.participant(data.participant);
      if (!someone || someone.consents.some((row) => row.uid === uid)) return;
      someone.consents.push({ uid, sheet: data.sheet, scopes: data.scopes });
      someone.scopes = [...new Set([...someone.scopes, ...data.scopes])];
    } else if (kind === "limit") {
      const someone = participants.find((row) => row.consents.some((given) => given.uid === data.consent));
      if (someone) someone.scopes = someone.scopes.filter((scope) => !data.scopes.includes(scope));
    } else if (kind === "presence") {
      const session = this.session(data.session);
      if (!session) return;
      session.present = session.present.filter((someone) => someone !== data.participant);
      if (data.present) session.present.push(data.participant);
    } else if (kind === "statement") {
      const session = this.session(data.session);
      if (session) session.last_position = Math.max(session.last_position, data.position ?? 0);
    }
  }

  /** The entries on this device, in the order in which they were made. */
  async rows() {
    const rows = await readRows(this.slug);
    return Promise.all(
      rows.map(async (row) => ({
        uid: row.uid,
        seq: row.seq,
        changed: row.changed,
        state: row.state,
        item: await unseal(this.key, row, `${this.slug}/${row.uid}`),
      })),
    );
  }

  async waiting() {
    const rows = (await this.rows()).filter((row) => row.state === "waiting");
    return rows.sort((one, other) => ORDER.indexOf(one.item.kind) - ORDER.indexOf(other.item.kind) || one.seq - other.seq);
  }

  drop(uid) {
    return dropRow(this.slug, uid);
  }

  /** Does with sent rows what their receipts say. Only what the server says is stored there is forgotten here. */
  async settle(sent, receipts) {
    const found = new Map(receipts.map((receipt) => [receipt.uid, receipt]));
    const stored = sent.filter((row) => found.get(row.uid)?.result === "stored");
    const changed = await confirmRows(this.slug, stored, await this.sealedPack());
    if (stored.length === sent.length && !changed.length) return;
    const left = new Map((await this.rows()).map((row) => [row.uid, row]));
    for (const row of sent) {
      const receipt = found.get(row.uid);
      const now = left.get(row.uid);
      if (!receipt || !now) continue;
      if (receipt.result === "stored") {
        // changed here while it was on its way: the change builds on what is stored
        await this.put(row.uid, { ...now.item, base_version: receipt.lock_version }, "waiting");
      } else if (receipt.result === "erased") {
        await this.put(row.uid, { kind: row.item.kind, data: {}, message: receipt.message }, "erased");
      } else if (receipt.result === "stale" || receipt.result === "refused") {
        const { message, current, proposal } = receipt;
        await this.put(row.uid, { ...now.item, message, current, proposal }, receipt.result);
      }
    }
  }

  /** Sends an entry again that was refused or changed by somebody else meanwhile. */
  async again(row, changes = {}) {
    const { message, current, proposal, ...item } = row.item;
    const next = { ...item, data: { ...item.data, ...changes } };
    if (current?.lock_version) next.base_version = current.lock_version;
    this.takeIn(row.uid, next);
    await this.put(row.uid, next, "waiting");
  }
}
