/**
 * Talks to the server: who is signed in, the pack of a series, batches of entries. Every fault is a Refusal with a name
 * of a text: nothing is lost by any of them, the entries stay on the device.
 */
const MOST_ITEMS = 100;
const MOST_LETTERS = 400000;
const CLOCK_TOLERANCE = 10 * 60 * 1000;

export class Refusal extends Error {
  constructor(name, message = "") {
    super(message || name);
    this.name = name;
    this.said = message;
  }
}

async function ask(address, options = {}) {
  let response;
  try {
    response = await fetch(address, { cache: "no-store", credentials: "same-origin", redirect: "manual", ...options });
  } catch {
    throw new Refusal("offline");
  }
  if (response.type === "opaqueredirect") throw new Refusal("signed_out");
  let answer = null;
  try {
    answer = await response.json();
  } catch {
    // a page instead of data: a proxy, a fault of the server, a refused token
  }
  if (response.ok && answer) return answer;
  if (answer?.problem) throw new Refusal(answer.problem, answer.message);
  if (response.status === 403) throw new Refusal("signed_out");
  if (response.status === 404) throw new Refusal("no_series");
  throw new Refusal("server");
}

/** Who is signed in now: {account, name, token, series, is_clock_wrong}. */
export async function account(address) {
  const said = await ask(address);
  return { ...said, isClockWrong: Math.abs(Date.parse(said.now) - Date.now()) > CLOCK_TOLERANCE };
}

/** The pack of a series, for `wanted` only, or for whoever is signed in. */
export async function fetchPack(addresses, wanted) {
  const who = await account(addresses.account);
  if (!who.account) throw new Refusal("signed_out");
  if (wanted && who.account !== wanted) throw new Refusal("other_account");
  return ask(addresses.pack);
}

function* batches(rows) {
  let batch = [];
  let letters = 0;
  for (const row of rows) {
    const length = JSON.stringify(row.item).length;
    if (batch.length && (batch.length === MOST_ITEMS || letters + length > MOST_LETTERS)) {
      yield batch;
      batch = [];
      letters = 0;
    }
    batch.push(row);
    letters += length;
  }
  if (batch.length) yield batch;
}

/** Sends all that waits, batch by batch; `tell` is called after each. Answers who is signed in. */
export async function sendAll(work, addresses, tell) {
  const who = await account(addresses.account);
  if (!who.account) throw new Refusal("signed_out");
  if (who.account !== work.account) throw new Refusal("other_account");
  for (const batch of batches(await work.waiting())) {
    const items = batch.map(({ uid, item }) => ({ uid, ...item }));
    const { receipts } = await ask(addresses.send, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": who.token },
      body: JSON.stringify({ account: work.account, series: work.slug, items }),
    });
    await work.settle(batch, receipts);
    await tell();
  }
  return who;
}
