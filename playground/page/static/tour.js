// The strip of things to try: runs before the page is drawn, so that a closed strip never flashes up.
"use strict";

const TOUR = "tour-closed"; // kept for this tab of the browser

try {
  if (sessionStorage.getItem(TOUR)) document.documentElement.classList.add("no-tour");
} catch { /* a browser that keeps nothing shows the strip each time */ }

function closeTour() {
  document.documentElement.classList.add("no-tour");
  (document.querySelector("textarea[name=text]") ?? document.getElementById("as")).focus();
  try { sessionStorage.setItem(TOUR, "1"); } catch { /* closed until the page is loaded again */ }
}

// What was typed before can be brought back with the browser's undo.
function fillComposer(line) {
  const box = document.querySelector("main textarea[name=text]");
  if (!box) return;
  box.focus();
  box.select();
  if (!document.execCommand("insertText", false, line)) box.value = line;
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close-tour]")) closeTour();
  const step = event.target.closest("[data-fill]");
  if (step) fillComposer(step.dataset.fill);
});

document.addEventListener("DOMContentLoaded", () => {
  if (location.hash !== "#fill") return;
  history.replaceState(null, "", location.pathname + location.search);
  const step = document.querySelector("[data-fill]");
  if (step) fillComposer(step.dataset.fill);
});
