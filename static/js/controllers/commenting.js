/**
 * On a text open for comments: forms open in place, words marked in the text lead to one, and the comments of others
 * stand in the margin with their words underlined. Everything is a plain link without script.
 *
 * <section data-controller="commenting" data-commenting-write="Write a comment on the marked words" …>
 *   <div data-comments="/konzultace/kolo/k-textu/?verze=0-5&oddil=UID">…</div>
 * </section>
 */
import { marked, rangeOf } from "./passage-text.js";

const FRAGMENT = { headers: { "X-Fragment": "1" } };

export default function commenting(section) {
  const words = (name) => section.dataset[`commenting${name}`];
  const dialog = formDialog(words);

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.comment-link");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    dialog.open(link.href, link);
  });
  watchSelection(words, dialog);
  for (const list of section.querySelectorAll("[data-comments]")) showOthers(list);
}

/* --- the form in place */

function formDialog(words) {
  const dialog = document.createElement("dialog");
  dialog.className = "comment-dialog";
  dialog.setAttribute("aria-label", words("Title"));
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button button--secondary button--small comment-dialog__close";
  close.textContent = words("Close");
  close.dataset.close = "";
  const body = document.createElement("div");
  body.className = "comment-dialog__body";
  dialog.append(close, body);
  document.body.append(dialog);
  let changed = false;
  let opener = null;
  let address = "";
  let asked = 0; // the number of the newest question: answers to older ones come too late

  const show = (html) => {
    // Our own fragment, escaped by the server; scripts in it would not run.
    body.innerHTML = html;
    body.dispatchEvent(new CustomEvent("part-added", { bubbles: true }));
    const form = body.querySelector("form");
    changed = changed && Boolean(form);
    const heading = body.querySelector("h2[id]");
    if (heading) dialog.setAttribute("aria-labelledby", heading.id);
    dialog.scrollTop = 0;
    const target = body.querySelector("[data-focus], [role=alert]");
    (target ?? body.querySelector("textarea[name=text]"))?.focus({ preventScroll: true });
  };
  const failed = () => {
    let note = body.querySelector(".comment-dialog__failed");
    if (!note) {
      note = document.createElement("p");
      note.className = "notice notice--error comment-dialog__failed";
      note.setAttribute("role", "alert");
      const link = Object.assign(document.createElement("a"), { href: address });
      link.textContent = words("Failed");
      note.append(link);
      body.prepend(note);
    }
    note.scrollIntoView({ block: "nearest" });
  };
  const ask = async (url, options) => {
    const mine = (asked += 1);
    try {
      const response = await fetch(url, { ...FRAGMENT, ...options });
      const html = await response.text();
      if (mine !== asked) return;
      if (!response.ok && !html.includes("comment-form")) return failed();
      return show(html);
    } catch {
      if (mine === asked) failed();
    }
  };
  const leave = () => {
    if (changed && !window.confirm(words("Leave"))) return;
    changed = false;
    dialog.close();
  };

  dialog.addEventListener("input", (event) => {
    if (event.isTrusted) changed = true;
  });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    leave();
  });
  dialog.addEventListener("close", () => {
    asked += 1;
    body.replaceChildren();
    opener?.focus();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) leave();
  });
  dialog.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = event.submitter;
    // Without the attribute formAction is the address of the page.
    const own = button?.hasAttribute("formaction");
    const target = new URL(own ? button.formAction : event.target.action);
    const part = target.hash;
    await ask(target.href, { method: "POST", body: new FormData(event.target, button) });
    if (part) body.querySelector(part)?.scrollIntoView({ block: "center" });
  });
  addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });

  return {
    open(url, from) {
      [address, opener] = [url, from];
      body.replaceChildren();
      changed = false;
      dialog.showModal();
      ask(url, {});
    },
  };
}

/* --- words marked in the text */

function watchSelection(words, dialog) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--small comment-selection";
  button.textContent = words("Write");
  let address = "";
  let waiting = 0;

  const look = () => {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed || button.contains(document.activeElement)) {
      if (document.activeElement !== button) button.remove();
      return;
    }
    const range = selection.getRangeAt(0);
    const places = [];
    let last = null;
    for (const passage of document.querySelectorAll("[data-passage]")) {
      const text = passage.querySelector("[data-passage-text]");
      const link = passage.querySelector("a.comment-link");
      const found = text && link && marked(text, range);
      if (!found) continue;
      places.push(`${passage.dataset.passage},${found.start}-${found.end}`);
      last = { passage, link };
    }
    if (!last) {
      button.remove();
      return;
    }
    const url = new URL(last.link.href);
    url.searchParams.delete("odstavec");
    for (const place of places) url.searchParams.append("odstavec", place);
    address = url.href;
    if (button.parentElement !== last.passage) last.passage.append(button);
  };
  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 200);
  });
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    const from = button.parentElement.querySelector("a.comment-link");
    dialog.open(address, from);
    document.getSelection().removeAllRanges();
    button.remove();
  });
}

/* --- comments of others in the margin */

async function showOthers(list) {
  let html;
  try {
    const response = await fetch(`${list.dataset.comments}&vynatek=1`);
    if (!response.ok) return;
    html = await response.text();
  } catch {
    return; // the link to their page stays
  }
  const found = document.createElement("template");
  found.innerHTML = html;
  const ranges = [];
  for (const box of found.content.querySelectorAll(".margin-comments")) {
    const passage = box.dataset.for && document.getElementById(`p-${box.dataset.for}`);
    const text = passage?.querySelector("[data-passage-text]");
    (passage || list).append(box);
    if (!text) continue;
    for (const button of box.querySelectorAll("[data-places]")) {
      const own = button.dataset.places
        .split(" ")
        .map((place) => rangeOf(text, ...place.split("-").map(Number)))
        .filter(Boolean);
      ranges.push(...own);
      bindButton(button, own, passage);
    }
    passage.classList.add("passage--commented");
  }
  if (!("highlights" in CSS)) return;
  document.documentElement.classList.add("has-highlights");
  const shown = CSS.highlights.get("comments") ?? new Highlight();
  for (const range of ranges) shown.add(range);
  CSS.highlights.set("comments", shown);
}

function bindButton(button, ranges, passage) {
  const show = () => {
    if ("highlights" in CSS) CSS.highlights.set("comment-current", new Highlight(...ranges));
  };
  const hide = () => {
    if ("highlights" in CSS) CSS.highlights.delete("comment-current");
  };
  button.addEventListener("focus", show);
  button.addEventListener("mouseenter", show);
  button.addEventListener("blur", hide);
  button.addEventListener("mouseleave", () => document.activeElement === button || hide());
  button.addEventListener("click", () => {
    show();
    passage.scrollIntoView({ block: "nearest" });
  });
}
