// The composer: Enter sends, Shift+Enter breaks the line, / and @ show what can follow, Tab takes the first.
"use strict";

document.addEventListener("keydown", (event) => {
  if (!event.target.matches("textarea[name=text]") || event.isComposing) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
  if (event.key === "Tab" && !event.shiftKey) {
    const hint = event.target.form.querySelector(".hints:not([hidden]) li:not([hidden]) button");
    if (hint) event.preventDefault();
    if (hint) takeHint(hint);
  }
});

document.addEventListener("input", (event) => {
  const box = event.target;
  if (!box.matches("textarea[name=text]")) return;
  const list = box.form.querySelector(".hints");
  const word = lastWord(box);
  let shown = 0;
  for (const row of list.children) {
    const text = row.firstElementChild.dataset.hint;
    row.hidden = !word || text === word || !text.toLowerCase().startsWith(word) || shown >= 6;
    if (!row.hidden) shown += 1;
  }
  list.hidden = !shown;
});

const lastWord = (box) => /(^\/\S*|(?<=^|\s)@\S*)$/.exec(box.value)?.[0].toLowerCase();

function takeHint(hint) {
  const box = hint.closest("form").querySelector("textarea");
  box.value = box.value.slice(0, box.value.length - lastWord(box).length) + hint.dataset.hint + " ";
  box.focus();
  hint.closest(".hints").hidden = true;
}

document.addEventListener("click", (event) => {
  const hint = event.target.closest("[data-hint]");
  if (hint) takeHint(hint);
});
