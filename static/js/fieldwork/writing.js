/** Entering statements: Enter stores and begins the next one; one key each for what is noted beside the words. */
import { button, hush, make, onSubmit, options, part, replace, tell, text, warn } from "./page.js";
import { sessionName } from "./people.js";

let editing = null;

export function startWriting(current, stored) {
  const form = part("write");
  form.elements.words.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  for (const toggle of form.querySelectorAll("[data-switch]")) {
    set(toggle, "");
    toggle.addEventListener("click", () => next(toggle));
  }
  document.addEventListener("keydown", (event) => {
    const toggle = form.querySelector(`[data-key="${event.key}"]`);
    if (!toggle || form.closest("[hidden]")) return;
    event.preventDefault();
    next(toggle);
    tell(toggle.textContent);
  });
  onSubmit(form, () => store(current, form, stored));
  part("leave").addEventListener("click", () => begin(form));
}

const choices = (toggle) => toggle.dataset.values.split("|").map((pair) => pair.split("=%"));

function set(toggle, value) {
  const known = choices(toggle);
  const [chosen, label] = known.find(([name]) => name === value) ?? known[0];
  toggle.value = chosen;
  toggle.textContent = `${toggle.dataset.label}: ${label} (${toggle.dataset.key})`;
}

function next(toggle) {
  const names = choices(toggle).map(([name]) => name);
  set(toggle, names[(names.indexOf(toggle.value) + 1) % names.length]);
}

const toggleOf = (form, name) => form.querySelector(`[data-switch="${name}"]`);

async function store(current, form, stored) {
  const { work } = current;
  const field = (name) => form.elements[name].value;
  const chosen = form.querySelector("[name=speaker]:checked")?.value;
  const words = field("words").trim();
  const working = field("working_text").trim();
  if (!chosen) return warn(text("noSpeaker"));
  if (!words && !working) return warn(text("noWords"));
  const someone = work.participant(chosen);
  if (someone && !someone.scopes.includes("notes")) return warn(text("noNotes", { who: someone.pseudonym }));
  const session = work.session(current.session);
  const data = {
    session: session.uid,
    position: editing?.item.data.position ?? session.last_position + 1,
    question: field("question"),
    speaker: someone ? "participant" : chosen,
    participant: someone?.uid ?? null,
    kind: field("kind"),
    words,
    working_text: working,
    language: field("language"),
    translator: field("translator"),
    passage: field("passage"),
    is_verbatim: toggleOf(form, "is_verbatim").value === "1",
    agreement: toggleOf(form, "agreement").value,
    sensitivity: toggleOf(form, "sensitivity").value,
  };
  const said = editing ? "changed" : "stored";
  await work.add("statement", data, editing ? { uid: editing.uid, base: editing.item.base_version } : {});
  begin(form);
  tell(text(said));
  await stored();
}

/** The next one: the same question and speaker, the rest as it mostly is. */
function begin(form) {
  editing = null;
  part("leave").hidden = true;
  for (const name of ["words", "working_text", "passage", "translator"]) form.elements[name].value = "";
  form.elements.language.value = "cs";
  form.elements.kind.value = "experience";
  for (const toggle of form.querySelectorAll("[data-switch]")) set(toggle, "");
  form.elements.words.focus();
}

function edit(form, row) {
  editing = row;
  const { data } = row.item;
  for (const name of ["question", "words", "working_text", "kind", "language", "translator", "passage"]) {
    form.elements[name].value = data[name] ?? "";
  }
  const speaker = form.querySelector(`[name=speaker][value="${data.participant ?? data.speaker}"]`);
  if (speaker) speaker.checked = true;
  set(toggleOf(form, "is_verbatim"), data.is_verbatim ? "1" : "");
  set(toggleOf(form, "agreement"), data.agreement);
  set(toggleOf(form, "sensitivity"), data.sensitivity);
  part("leave").hidden = false;
  hush();
  form.elements.words.focus();
}

export function showWriting(current) {
  const { work } = current;
  const form = part("write");
  const session = work.session(current.session);
  part("session-name").textContent = sessionName(session);
  const guide = work.guideOf(session);
  const asked = (guide?.questions ?? []).map((row) => [row.key, `${row.key}. ${row.text}`]);
  options(form.elements.question, [["", text("outside")], ...asked], form.elements.question.value);
  const pinned = (guide?.passages ?? []).map((row) => [row.key, row.shown]);
  options(form.elements.passage, [["", text("none")], ...pinned], form.elements.passage.value);
  const chosen = form.querySelector("[name=speaker]:checked")?.value;
  const present = session.present.length
    ? work.pack.participants.filter((someone) => session.present.includes(someone.uid))
    : work.pack.participants;
  const others = part("speakers").dataset.others.split("|").map((pair) => pair.split("="));
  replace(
    part("speakers"),
    [...present.map((someone) => [someone.uid, shownName(someone)]), ...others].map(([value, label]) =>
      make("label", {}, make("input", { type: "radio", name: "speaker", value, checked: value === chosen }), label),
    ),
  );
}

function shownName({ pseudonym, scopes }) {
  return scopes.includes("notes") ? pseudonym : text("silent", { who: pseudonym });
}

export async function showWritten(current) {
  const rows = (await current.work.rows()).filter(
    ({ state, item }) => state === "waiting" && item.kind === "statement" && item.data.session === current.session,
  );
  const form = part("write");
  replace(
    part("written"),
    rows.reverse().map((row) => {
      const { data } = row.item;
      const who = current.work.participant(data.participant)?.pseudonym ?? labelOf(data.speaker);
      const words = data.words || data.working_text;
      const line = make("p", { className: "entry__said" }, make("strong", { textContent: `${data.position}. ${who}: ` }), words);
      const start = words.length > 40 ? `${words.slice(0, 40)}…` : words;
      return make("li", { className: "entry__row" }, line, button(text("change", { what: start }), () => edit(form, row)));
    }),
  );
}

function labelOf(speaker) {
  const input = part("speakers").querySelector(`[value="${speaker}"]`);
  return input?.closest("label").textContent ?? speaker;
}

