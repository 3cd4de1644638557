/** Sessions and people of an opened series: chosen, opened unplanned, added, consents, who is there. */
import { button, checkedValues, guarded, make, onSubmit, options, part, replace, tell, text, warn } from "./page.js";
import { today } from "./work.js";

let consenting = null;
let limiting = null;

export function startPeople(current, refresh, go) {
  const opening = part("open-session");
  opening.elements.held_on.value = today();
  onSubmit(opening, async () => {
    const { topic, held_on, place, guide } = opening.elements;
    if (!topic.value.trim() || !held_on.value) return warn(text("noTopic"));
    const data = { topic: topic.value.trim(), held_on: held_on.value, place: place.value.trim() };
    data.guide = guide.value ? Number(guide.value) : null;
    const { work } = current;
    current.session = await work.add("session", data);
    topic.value = place.value = "";
    opening.closest("details").open = false;
    await refresh();
    tell(text("chosen", { session: sessionName(work.session(current.session)) }));
    go("people");
  });
  part("add-person").addEventListener("click", () =>
    guarded(async () => {
      const { work } = current;
      const pseudonym = work.drawPseudonym();
      const uid = await work.add("participant", { pseudonym, joined_on: today() });
      if (current.session) await work.add("presence", { session: current.session, participant: uid, present: true });
      await refresh();
      tell(text("drawn", { who: pseudonym }));
      askConsent(current, uid);
    }),
  );
  const consent = part("consent");
  consent.elements.sheet.addEventListener("change", () => showSheet(current));
  onSubmit(consent, async () => {
    const scopes = checkedValues(consent, "scopes");
    if (!scopes.length) return warn(text("noScope"));
    const { sheet, form } = consent.elements;
    await current.work.add("consent", {
      participant: consenting,
      sheet: Number(sheet.value),
      form: form.value,
      scopes,
      given_on: today(),
    });
    await closed(consent);
  });
  const limit = part("limit");
  onSubmit(limit, async () => {
    const scopes = checkedValues(limit, "scopes");
    if (!scopes.length) return warn(text("noScope"));
    const someone = current.work.participant(limiting);
    for (const given of someone.consents) {
      const own = scopes.filter((scope) => given.scopes.includes(scope));
      if (own.length) await current.work.add("limit", { consent: given.uid, scopes: own, occurred_on: today() });
    }
    // what they said goes from this device at once, not only from the server
    if (scopes.includes("notes")) {
      for (const row of await current.work.rows()) {
        if (row.item.data.participant === limiting && row.item.kind === "statement") await current.work.drop(row.uid);
      }
    }
    await closed(limit);
  });
  const closed = async (form) => {
    form.hidden = true;
    await refresh();
    tell(text("stored"));
    part("add-person").focus();
  };
  for (const form of [consent, limit]) {
    form.querySelector("[data-cancel]").addEventListener("click", () => {
      form.hidden = true;
      part("add-person").focus();
    });
  }
}

export function sessionName(session) {
  return `${session.reference} ${session.topic}, ${new Date(session.held_on).toLocaleDateString(document.documentElement.lang)}`;
}

export function showSessions(current, choose) {
  const { work } = current;
  replace(
    part("sessions"),
    work.pack.sessions.map((session) => {
      const name = sessionName(session);
      const chosen = session.uid === current.session;
      const row = make("li", { className: "fieldwork__row" });
      if (chosen) row.append(make("strong", { textContent: text("chosen", { session: name }) }));
      else row.append(button(text("choose", { session: name }), () => choose(session.uid), "button button--secondary"));
      return row;
    }),
  );
  const guides = work.pack.guides.map((guide) => [String(guide.number), guide.title]);
  options(part("open-session").elements.guide, [["", text("noGuide")], ...guides], guides.at(-1)?.[0]);
}

export function showPeople(current, refresh) {
  const { work } = current;
  const session = work.session(current.session);
  part("where").textContent = session ? text("chosen", { session: sessionName(session) }) : text("chooseSession");
  replace(
    part("people"),
    work.pack.participants.map((someone) => {
      const who = someone.pseudonym;
      const row = make("li", { className: "fieldwork__row" });
      row.append(make("p", {}, make("strong", { textContent: who }), ` ${consentWords(someone)}`));
      const acts = make("div", { className: "cluster" });
      if (session) {
        const box = make("input", { type: "checkbox", checked: session.present.includes(someone.uid) });
        box.addEventListener("change", () =>
          guarded(async () => {
            await work.add("presence", { session: session.uid, participant: someone.uid, present: box.checked });
            await refresh();
          }),
        );
        acts.append(make("label", { className: "field__choice" }, box, text("wasThere", { who })));
      }
      acts.append(button(text("recordConsent", { who }), () => askConsent(current, someone.uid)));
      if (someone.scopes.length) acts.append(button(text("limitConsent", { who }), () => askLimit(current, someone.uid)));
      row.append(acts);
      return row;
    }),
  );
}

function labelOf(scope) {
  return part("consent").querySelector(`[value="${scope}"]`)?.closest("label").textContent.trim() ?? scope;
}

function consentWords(someone) {
  if (!someone.scopes.length) return text("noConsent");
  return text("consents", { scopes: someone.scopes.map(labelOf).join(", ") });
}

function showSheet(current) {
  const number = Number(part("consent").elements.sheet.value);
  part("sheet-text").textContent = current.work.pack.sheets.find((sheet) => sheet.number === number)?.text ?? "";
}

function askConsent(current, uid) {
  consenting = uid;
  const form = part("consent");
  part("limit").hidden = true;
  part("consent-who").textContent = current.work.participant(uid).pseudonym;
  const sheets = current.work.pack.sheets.map((sheet) => [String(sheet.number), `${sheet.number} (${sheet.language})`]);
  options(form.elements.sheet, sheets, sheets.at(-1)?.[0]);
  showSheet(current);
  for (const box of form.querySelectorAll("[name=scopes]")) box.checked = false;
  open(form);
}

function askLimit(current, uid) {
  limiting = uid;
  const form = part("limit");
  const someone = current.work.participant(uid);
  part("consent").hidden = true;
  part("limit-who").textContent = someone.pseudonym;
  for (const box of form.querySelectorAll("[name=scopes]")) {
    box.checked = false;
    box.closest("label").hidden = !someone.scopes.includes(box.value);
  }
  open(form);
}

function open(form) {
  form.hidden = false;
  form.querySelector("h3").focus();
}
