/**
 * Saves the texts of minutes as they are typed, item by item. Without it the buttons save.
 *
 * What somebody else stored meanwhile is shown beside what was typed; then nothing is saved until a button is pressed.
 *
 * <form data-controller="minutes-autosave" data-minutes-autosave-saving data-minutes-autosave-saved data-minutes-autosave-failed>
 *   <section data-item="5"><textarea name="b5-public_text"></textarea>… <div data-conflict hidden>…</div><span data-status></span></section>
 * </form>
 */
const PAUSE = 2000;
const AGAIN = 15000;

export default function minutesAutosave(form) {
  for (const section of form.querySelectorAll("[data-item]")) watch(form, section);
}

function watch(form, section) {
  const key = section.dataset.item;
  const field = (name) => form.elements[`b${key}-${name}`];
  const status = section.querySelector("[data-status]");
  let timer = null;
  let isBusy = false;
  let isChanged = false;
  let isStopped = !section.querySelector("[data-conflict]").hidden;

  const later = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  };

  const save = async () => {
    if (isBusy || isStopped) return;
    isBusy = true;
    isChanged = false;
    status.textContent = form.dataset.minutesAutosaveSaving;
    const data = new FormData();
    data.set("prubezne", key);
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const name of ["public_text", "internal_text", "lock_version", "base"]) {
      data.set(`b${key}-${name}`, field(name).value);
    }
    try {
      const response = await fetch(form.action || location.href, { method: "POST", body: data });
      if (!response.ok) throw new Error(response.statusText);
      const stored = await response.json();
      if (stored.outcome === "saved") {
        field("lock_version").value = stored.lock_version;
        field("base").value = stored.base;
        status.textContent = form.dataset.minutesAutosaveSaved;
      } else {
        stop(stored);
      }
    } catch {
      status.textContent = form.dataset.minutesAutosaveFailed;
      isChanged = false;
      later(AGAIN);
    }
    isBusy = false;
    if (isChanged) later(PAUSE);
  };

  const stop = (stored) => {
    isStopped = true;
    status.textContent = stored.said;
    if (stored.outcome !== "conflict") return;
    const conflict = section.querySelector("[data-conflict]");
    conflict.querySelector("[data-conflict-public]").textContent = stored.public_text;
    conflict.querySelector("[data-conflict-internal]").textContent = stored.internal_text;
    conflict.hidden = false;
    // Whoever presses the button now has seen both.
    field("lock_version").value = stored.lock_version;
  };

  section.addEventListener("input", () => {
    isChanged = true;
    if (!isBusy) later(PAUSE);
  });
}
