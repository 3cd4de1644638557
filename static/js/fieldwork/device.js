/** What is on the device: what needs a decision, files, taking the series off again. */
import { button, confirmed, guarded, make, onSubmit, part, replace, tell, text, warn } from "./page.js";
import { exportFile, FileWrong, importFile } from "./files.js";
import { SealBroken } from "./sealing.js";
import { readSeries, wipe } from "./store.js";

const PROBLEMS = new Set(["stale", "refused", "erased"]);

export const isProblem = (row) => PROBLEMS.has(row.state);

export function startDevice(current, refresh, closed) {
  for (const asked of document.querySelectorAll("[data-export]")) {
    asked.addEventListener("click", () =>
      guarded(async () => {
        const isReadable = asked.dataset.export === "readable";
        if (isReadable && !(await confirmed(text("askReadable")))) return;
        await exportFile(current.work, isReadable);
        tell(text("exported"));
      }),
    );
  }
  onSubmit(part("import"), async (form) => {
    const [file] = form.elements.file.files;
    if (!file) return warn(text("noFile"));
    try {
      const count = await importFile(current.work, file, form.elements.secret.value);
      form.reset();
      await refresh();
      tell(text("imported", { count }));
    } catch (error) {
      if (error instanceof FileWrong) warn(text(error.message));
      else if (error instanceof SealBroken) warn(text("wrongPassphrase"));
      else throw error;
    }
  });
  part("wipe").addEventListener("click", () =>
    guarded(async () => {
      const { work } = current;
      const unsent = (await work.rows()).filter((row) => row.state !== "erased");
      const { exportedSeq } = await readSeries(work.slug);
      if (unsent.some((row) => row.changed > exportedSeq)) return warn(text("unsent"));
      if (!(await confirmed(text(unsent.length ? "askWipeUnsent" : "askWipe")))) return;
      await wipe(work.slug);
      await closed(text("wiped"));
    }),
  );
}

export function showProblems(current, rows, refresh) {
  const wrong = rows.filter(isProblem);
  part("problems").hidden = !wrong.length;
  replace(
    part("problem-rows"),
    wrong.map((row) => problem(current, row, refresh)),
  );
}

function problem(current, row, refresh) {
  const { work } = current;
  const { kind, data, message, current: stored, proposal } = row.item;
  const words = data.words || data.working_text || data.pseudonym || data.topic || "";
  const acts = make("div", { className: "cluster" });
  const act = (label, run) => {
    const then = async () => {
      await run();
      await refresh();
    };
    acts.append(button(label, then));
  };
  const shown = make("li", { className: "fieldwork__row" });
  shown.append(make("p", {}, make("strong", { textContent: text(`kind${kind[0].toUpperCase()}${kind.slice(1)}`) }), ` ${words}`));
  shown.append(make("p", { textContent: row.state === "erased" ? text("erased") : message }));
  if (row.state === "stale") {
    shown.append(make("p", { textContent: text("onServer", { words: stored.words || stored.working_text }) }));
    shown.append(make("p", { textContent: text("here", { words }) }));
    act(text("keepServer"), () => work.drop(row.uid));
    act(text("keepMine"), () => work.again(row));
  } else if (row.state === "erased") {
    act(text("dismiss"), () => work.drop(row.uid));
  } else {
    if (proposal) act(text("accept", { who: proposal }), () => work.again(row, { pseudonym: proposal }));
    else act(text("again"), () => work.again(row));
    act(text("discard"), async () => {
      if (await confirmed(text("askDiscard"))) await work.drop(row.uid);
    });
  }
  shown.append(acts);
  return shown;
}
