/** Small helpers over the page for work without network: texts, messages, parts of it. */
const root = document.querySelector("[data-fieldwork]");
const texts = root.querySelector("[data-texts]").dataset;

export const part = (name) => root.querySelector(`[data-${name}]:not([data-texts])`);
export const address = (name) => root.dataset[`${name}Url`];

/** A text of the page by its name; words in braces are filled in. */
export function text(name, values = {}) {
  return (texts[name] ?? name).replace(/\{(\w+)\}/g, (_all, key) => values[key] ?? "");
}

export const hasText = (name) => name in texts;

function show(shown, other, words) {
  other.hidden = true;
  shown.textContent = words;
  shown.hidden = !words;
}

/** Says what was done; read aloud by screen readers. */
export function tell(words) {
  show(part("told"), part("wrong"), words);
}

/** Says what is wrong, and brings it into view. */
export function warn(words) {
  const wrong = part("wrong");
  show(wrong, part("told"), words);
  wrong.scrollIntoView({ block: "nearest" });
}

export function hush() {
  part("told").hidden = part("wrong").hidden = true;
}

export function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

/** Puts other children into a list; whoever stands in it with the keyboard stays at the same place. */
export function replace(list, children) {
  const stops = () => [...list.querySelectorAll("button, input")];
  const place = stops().indexOf(document.activeElement);
  list.replaceChildren(...children);
  if (place >= 0) (stops()[place] ?? stops().at(-1))?.focus();
}

export function options(select, choices, chosen) {
  select.replaceChildren(
    ...choices.map(([value, label]) => make("option", { value, textContent: label, selected: value === chosen })),
  );
}

export function button(label, act, look = "button button--secondary button--small") {
  const made = make("button", { type: "button", className: look, textContent: label });
  made.addEventListener("click", () => guarded(act));
  return made;
}

/** Runs what a person asked for; whatever goes wrong is said, never swallowed. */
export async function guarded(act) {
  try {
    await act();
  } catch (error) {
    if (error?.name === "QuotaExceededError") warn(text("full"));
    else if (error?.said) warn(error.said);
    else if (hasText(camel(error?.name ?? ""))) warn(text(camel(error.name)));
    else warn(text("broken", { what: error?.message ?? String(error) }));
  }
}

function camel(name) {
  return name.replace(/_(\w)/g, (_all, letter) => letter.toUpperCase());
}

/** Asks before something that cannot be undone. */
export function confirmed(question) {
  const dialog = part("dialog");
  part("question").textContent = question;
  dialog.showModal();
  part("no").focus();
  return new Promise((resolve) => {
    const answer = (isYes) => () => {
      dialog.close();
      resolve(isYes);
    };
    part("yes").onclick = answer(true);
    part("no").onclick = answer(false);
    dialog.oncancel = () => resolve(false);
  });
}

export function onSubmit(form, act) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    guarded(() => act(form));
  });
}

export const checkedValues = (form, name) =>
  [...form.querySelectorAll(`[name="${name}"]:checked`)].map((input) => input.value);
