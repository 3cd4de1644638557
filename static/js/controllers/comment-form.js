/**
 * In the form of a comment: words are marked in the quoted passage by mouse, finger or keyboard and become one more
 * choice; the proposed wording starts from what is chosen, as long as nobody changed it.
 *
 * <form data-controller="comment-form" data-comment-form-mark data-comment-form-marked data-comment-form-how>
 *   <div data-place="0"><blockquote data-quoted>…</blockquote>
 *     <input type="hidden" name="slova-0"><div data-choice>…<input type="radio" name="cast-0" value="12-40">…</div></div>
 *   <div data-wording><input type="hidden" name="wording_base"><textarea name="proposed_wording"></textarea></div>
 * </form>
 */
import { points, unit, wholeWords } from "./passage-text.js";

export default function commentForm(form) {
  for (const place of form.querySelectorAll("[data-place]")) addMarking(form, place);
  followChoice(form);
}

function addMarking(form, place) {
  const quoted = place.querySelector("[data-quoted]");
  const list = place.querySelector("[data-choice] .field__choices");
  const said = place.querySelector("input[name^='slova-']");
  if (!quoted || !list || !said) return;
  const text = quoted.textContent;
  const name = said.name.replace("slova-", "cast-");
  const field = document.createElement("textarea");
  field.className = quoted.className;
  field.lang = quoted.lang;
  field.value = text;
  field.rows = Math.min(12, Math.ceil(text.length / 70) + text.split("\n").length - 1);
  field.inputMode = "none";
  field.setAttribute("aria-readonly", "true");
  field.setAttribute("aria-label", form.dataset.commentFormMark);
  const how = document.createElement("p");
  how.className = "field__hint";
  how.id = `${name}-how`;
  how.textContent = form.dataset.commentFormHow;
  field.setAttribute("aria-describedby", how.id);
  // Not readonly: then some browsers show no caret, and nobody marks words by keyboard.
  for (const event of ["beforeinput", "drop", "cut", "paste"]) {
    field.addEventListener(event, (e) => e.preventDefault());
  }
  quoted.replaceWith(field);
  field.after(how);

  let option = null;
  const choose = () => {
    const found = wholeWords(text, field.selectionStart, field.selectionEnd);
    if (!found) return;
    const words = text.slice(...found);
    const start = points(text.slice(0, found[0]));
    const value = `${start}-${start + points(words)}`;
    if (!option) {
      option = document.createElement("label");
      option.className = "is-marked";
      option.append(Object.assign(document.createElement("input"), { type: "radio", name }));
      option.append(Object.assign(document.createElement("span"), { role: "status" }));
      list.append(option);
    }
    const radio = option.querySelector("input");
    if (radio.checked && radio.value === value) return;
    radio.value = value;
    radio.checked = true;
    said.value = `${value}:${words}`;
    option.querySelector("span").textContent = `${form.dataset.commentFormMarked} „${words}“`;
    list.closest("details").open = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  };
  for (const event of ["keyup", "mouseup", "touchend", "select"]) {
    field.addEventListener(event, () => setTimeout(choose));
  }
}

function followChoice(form) {
  const wording = form.querySelector("textarea[name='proposed_wording']");
  const base = form.querySelector("input[name='wording_base']");
  const place = form.querySelector("[data-place='0']");
  const quoted = place?.querySelector("[data-quoted], textarea[aria-readonly]");
  if (!wording || !base || !quoted) return;
  const text = quoted.value ?? quoted.textContent;
  const present = (value) => {
    const [start, end] = value ? value.split("-").map(Number) : [0, points(text)];
    return text.slice(unit(text, start), unit(text, end)).trim();
  };
  form.addEventListener("change", (event) => {
    if (event.target.name !== "cast-0") return;
    if (wording.value.trim() !== present(base.value)) return;
    base.value = event.target.value;
    wording.value = present(event.target.value);
  });
}
