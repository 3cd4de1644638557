/**
 * The page for work without network. It opens what is prepared on this device, moves between its parts, and sends what
 * waits whenever it can. See work.js for what is kept, sealing.js for how it is sealed.
 */
import { address, guarded, hush, make, onSubmit, options, part, tell, text, warn } from "./page.js";
import { account, fetchPack, Refusal, sendAll } from "./sending.js";
import { SealBroken } from "./sealing.js";
import { allSeries, readRows, readSeries } from "./store.js";
import { isProblem, showProblems, startDevice } from "./device.js";
import { showPeople, showSessions, startPeople } from "./people.js";
import { showWriting, showWritten, startWriting } from "./writing.js";
import { Work } from "./work.js";

const LEAST = 12;
const SOON = 1500;
const current = { work: null, session: null, screen: "start" };
let who = null;
let isSending = false;
let timer = null;

const addressesOf = (slug) => ({
  account: address("account"),
  send: address("send"),
  pack: address("pack").replace("/rada/", `/${slug}/`),
});

function go(screen) {
  if ((screen === "write" || screen === "people") && !current.session && current.work.pack.sessions.length === 1) {
    current.session = current.work.pack.sessions[0].uid;
  }
  if (screen === "write" && !current.session) {
    warn(text("chooseSession"));
    screen = "sessions";
  }
  current.screen = screen;
  for (const section of document.querySelectorAll("[data-screen]")) section.hidden = section.dataset.screen !== screen;
  for (const link of document.querySelectorAll("[data-go]")) {
    if (link.dataset.go === screen) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  part("opened").hidden = screen === "start";
  return guarded(refresh).then(() => {
    if (screen === "write") part("write").elements.words.focus();
    else document.querySelector(`[data-screen="${screen}"] h2`).focus();
  });
}

/** Shows anew what is on the device. */
async function refresh() {
  const { work } = current;
  if (!work) return;
  const rows = await work.rows();
  await showCount();
  showSessions(current, choose);
  showPeople(current, refreshAndSend);
  showProblems(current, rows, refreshAndSend);
  if (work.session(current.session)) {
    showWriting(current);
    await showWritten(current);
  }
}

/** Says what waits here and what has reached the server; nothing is opened for it, so that long sending stays quick. */
async function showCount() {
  const { work } = current;
  const rows = await readRows(work.slug);
  const { sentCount } = await readSeries(work.slug);
  const problems = rows.filter(isProblem).length;
  const said = text("count", { waiting: rows.length - problems, sent: sentCount });
  part("series").textContent = work.pack.series.name;
  part("count").textContent = problems ? `${said} ${text("problemCount", { problems })}` : said;
  part("stored").textContent = said;
}

async function refreshAndSend() {
  await refresh();
  sendSoon();
}

async function choose(uid) {
  current.session = uid;
  hush();
  await go("write");
}

/** A while after the last change, so that a sentence is not interrupted; quietly, for nobody asked. */
function sendSoon() {
  clearTimeout(timer);
  if (navigator.onLine) timer = setTimeout(() => guarded(() => send(true)), SOON);
}

async function send(isQuiet = false) {
  const { work } = current;
  if (!work || isSending) return;
  isSending = true;
  part("send").setAttribute("aria-disabled", "true");
  if (!isQuiet) tell(text("sending"));
  try {
    const found = await sendAll(work, addressesOf(work.slug), showCount);
    const left = await work.rows();
    if (!isQuiet || left.some(isProblem)) tell(text(left.length ? "left" : "sent"));
    if (found.isClockWrong) warn(text("clock"));
  } catch (error) {
    // without network nothing is wrong: it is what this page is for
    if (!(isQuiet && error instanceof Refusal && error.name === "offline")) throw error;
  } finally {
    isSending = false;
    part("send").removeAttribute("aria-disabled");
    await refresh();
  }
}

async function opened(work, said) {
  current.work = work;
  current.session = null;
  await go("sessions");
  if (said) tell(said);
  else hush();
  sendSoon();
}

async function closed(said) {
  current.work = current.session = null;
  clearTimeout(timer);
  await showStores();
  await go("start");
  tell(said);
}

async function showStores() {
  const stores = await allSeries();
  part("prepared").hidden = !stores.length;
  part("nothing").hidden = stores.length > 0;
  part("stores").replaceChildren(...stores.map(shownStore));
}

function shownStore({ slug }, number) {
  const card = part("store").content.cloneNode(true).firstElementChild;
  card.querySelector("h3").textContent = slug.toUpperCase();
  for (const [place, field] of [...card.querySelectorAll(".field")].entries()) {
    const input = field.querySelector("input, textarea");
    input.id = `u-${number}-${place}`;
    field.querySelector("label").htmlFor = input.id;
  }
  onSubmit(card.querySelector("[data-unlock]"), async ({ elements }) => {
    try {
      await opened(await Work.open(slug, elements.passphrase.value));
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error;
      warn(text("wrongPassphrase"));
    }
  });
  onSubmit(card.querySelector("[data-recover]"), async ({ elements }) => {
    if (elements.passphrase.value.length < LEAST) return warn(text("short"));
    try {
      await opened(await Work.recover(slug, elements.key.value, elements.passphrase.value), text("recovered"));
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error;
      warn(text("wrongKey"));
    }
  });
  return card;
}

async function showWho() {
  if (!navigator.onLine) {
    part("who").textContent = text("offline");
    return;
  }
  try {
    who = await account(address("account"));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    part("who").textContent = text("offline");
    return;
  }
  part("who").textContent = who.account ? text("who", who) : text("nobody");
  part("sign-in").hidden = Boolean(who.account);
  part("prepare").hidden = !who.series.length;
  options(part("prepare").elements.series, who.series.map((row) => [row.slug, row.name]));
  if (who.account && !who.series.length) part("who").append(make("br"), text("noSeriesOfYours"));
  if (who.isClockWrong) warn(text("clock"));
}

async function prepare(form) {
  const { series, passphrase, again } = form.elements;
  if (passphrase.value.length < LEAST) return warn(text("short"));
  if (passphrase.value !== again.value) return warn(text("differs"));
  if (await readSeries(series.value)) return warn(text("preparedAlready"));
  const { account: owner, ...pack } = await fetchPack(addressesOf(series.value));
  if (!pack.recovery_key) return warn(text("noKey"));
  const isKept = (await navigator.storage?.persist?.()) ?? false;
  const work = await Work.prepare(pack, owner, passphrase.value);
  form.reset();
  const counts = ["guides", "sheets", "participants", "sessions"].map((name) => [name, pack[name].length]);
  const said = text("prepared", Object.fromEntries(counts));
  await opened(work, isKept ? said : `${said} ${text("fleeting")}`);
}

function start() {
  part("scriptless").hidden = true;
  onSubmit(part("prepare"), prepare);
  for (const link of document.querySelectorAll("[data-go]")) {
    link.addEventListener("click", () => {
      hush();
      go(link.dataset.go);
    });
  }
  part("send").addEventListener("click", () => guarded(() => send()));
  part("lock").addEventListener("click", () => guarded(() => closed(text("locked"))));
  part("refresh").addEventListener("click", () =>
    guarded(async () => {
      const { work } = current;
      const { account: _owner, ...pack } = await fetchPack(addressesOf(work.slug), work.account);
      await work.refresh(pack);
      await refresh();
      tell(text("fresh"));
    }),
  );
  startPeople(current, refreshAndSend, go);
  startWriting(current, refreshAndSend);
  startDevice(current, refreshAndSend, closed);
  addEventListener("online", () => {
    if (current.work) sendSoon();
    else guarded(showWho);
  });
  navigator.serviceWorker?.register(address("worker")).catch(() => {}); // without it the page works with network
  guarded(showStores);
  guarded(showWho);
}

start();
