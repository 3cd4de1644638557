/**
 * Keys of the settlement desk. Everything they do, links and buttons do too.
 *
 * Queue: j, k: next, previous row; Enter: open (the row's link has the focus); x: choose; /: to the words.
 * Comment: n, p: next, previous; e: to the proposal; q: back to the queue.
 * Nothing happens while somebody writes in a field or holds Ctrl, Alt or Meta, or after the keys were switched off
 * (WCAG 2.1.4: whoever dictates would press them by speaking).
 *
 * <span hidden data-settling-help data-off="Switch the keys off" data-on="Switch the keys on">j and k go down and up</span>
 */
const OFF = "osnova-settling-keys-off";
const areOff = () => localStorage.getItem(OFF) !== null;
const find = (name) => document.querySelector(`[data-settling-${name}]`);
const rows = [...document.querySelectorAll("[data-settling-row]")];

const writesIn = (element) =>
  element.isContentEditable ||
  element.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=submit])");

const here = () => rows.findIndex((row) => row.contains(document.activeElement));

const moveTo = (index) => {
  const row = rows[Math.min(Math.max(index, 0), rows.length - 1)];
  row?.querySelector("a")?.focus();
  row?.scrollIntoView({ block: "nearest" });
};

const openProposal = () => {
  const act = find("propose");
  if (!act) return;
  act.open = true;
  act.querySelector("select, textarea")?.focus();
};

const keys = {
  j: () => moveTo(here() + 1),
  k: () => moveTo(here() < 0 ? 0 : here() - 1),
  x: () => rows[here()]?.querySelector("input[type=checkbox]")?.click(),
  "/": () => document.querySelector("#filter_q")?.focus(),
  n: () => find("next")?.click(),
  p: () => find("previous")?.click(),
  q: () => find("back")?.click(),
  e: openProposal,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || areOff()) return;
  if (writesIn(event.target) || !(event.key in keys)) return;
  if (document.querySelector("dialog[open]")) return;
  event.preventDefault();
  keys[event.key]();
});

for (const help of document.querySelectorAll("[data-settling-help]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-small button-secondary";
  button.dataset.settlingSwitch = "";
  const say = () => {
    button.textContent = areOff() ? help.dataset.on : help.dataset.off;
  };
  button.addEventListener("click", () => {
    if (areOff()) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
    say();
  });
  say();
  help.append(" ", button);
  help.hidden = false;
}
// a form that came back with errors is where the work goes on
document.querySelector("details[open] [role=alert]")?.scrollIntoView({ block: "center" });
