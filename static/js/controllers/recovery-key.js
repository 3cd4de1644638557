/**
 * Makes a recovery key in the browser: the public half goes into the form, the private one is shown for paper, once.
 *
 * <form data-controller="recovery-key"><input type="hidden" name="public_key">
 *   <button type="button" data-make>…</button><div data-made hidden><p data-key tabindex="-1"></p><button type="button" data-print>…</button></div></form>
 */
import { makeRecovery } from "../fieldwork/sealing.js";

export default function recoveryKey(form) {
  const made = form.querySelector("[data-made]");
  const shown = form.querySelector("[data-key]");
  form.querySelector("[data-make]").addEventListener("click", async (event) => {
    const { publicKey, privateText } = await makeRecovery();
    form.elements.public_key.value = publicKey;
    shown.textContent = privateText;
    made.hidden = false;
    event.target.hidden = true;
    shown.focus();
  });
  form.querySelector("[data-print]").addEventListener("click", () => window.print());
}
