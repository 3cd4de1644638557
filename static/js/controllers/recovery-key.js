/**
 * Makes a recovery key in the browser: the public half goes into the form, the private one is shown for paper, once.
 *
 * <form data-controller="recovery-key"><input type="hidden" name="public_key">
 *   <p data-scriptless>…</p><button type="button" data-make hidden>…</button><div data-made hidden><p data-key tabindex="-1"></p><button type="button" data-print>…</button></div></form>
 */
import { makeRecovery } from "../fieldwork/sealing.js";

export default function recoveryKey(form) {
  const made = form.querySelector("[data-made]");
  const shown = form.querySelector("[data-key]");
  const making = form.querySelector("[data-make]");
  making.hidden = false;
  form.querySelector("[data-scriptless]").hidden = true;
  making.addEventListener("click", async () => {
    const { publicKey, privateText } = await makeRecovery();
    form.elements.public_key.value = publicKey;
    shown.textContent = privateText;
    made.hidden = false;
    making.hidden = true;
    shown.focus();
  });
  form.querySelector("[data-print]").addEventListener("click", () => window.print());
}
