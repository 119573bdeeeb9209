// Keeps the page as the server draws it: forms are sent without leaving, and every change redraws what differs.
"use strict";

const drawn = new Map(); // id of a part -> the HTML the server last sent for it
const scrolled = new Map(); // a form -> how far it was scrolled when it was last shown
let opener = null; // what had the focus before a form opened

function redraw(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const shown = document.body.dataset;
  if (fresh.body.dataset.run !== shown.run) return location.assign("/"); // another playground: all is new
  if (Number(fresh.body.dataset.version) < Number(shown.version)) return; // overtaken on its way
  shown.version = fresh.body.dataset.version;
  document.title = fresh.title;
  for (const part of fresh.querySelectorAll("[data-live]")) redrawPart(part);
  for (const list of fresh.querySelectorAll("[data-list]")) redrawList(list);
}

function redrawPart(part) {
  const old = document.getElementById(part.id);
  if (!old || drawn.get(part.id) === part.outerHTML) return;
  drawn.set(part.id, part.outerHTML);
  const focused = old.contains(document.activeElement) && document.activeElement.id;
  const [was, is] = [old, part].map((it) => it.querySelector(".modal"));
  const typed = was && was.dataset.view === is?.dataset.view ? controls(old) : [];
  if (was) scrolled.set(was.dataset.form, was.querySelector(".scroll").scrollTop);
  if (is && !was) opener = document.activeElement;
  old.replaceWith(part);
  keepTyped(typed);
  showModal(is, focused);
  if (was && !is) (opener?.isConnected ? opener : document.getElementById(opener?.id))?.focus();
  if (focused) document.getElementById(focused)?.focus();
}

function showModal(modal, focused) {
  if (!modal) return;
  modal.showModal();
  modal.querySelector(".scroll").scrollTop = scrolled.get(modal.dataset.form) ?? 0;
  const wrong = modal.querySelector("[aria-invalid]");
  const first = wrong ?? modal.querySelector(".blocks :is(input, select, textarea)");
  if (!focused) first?.focus({ preventScroll: !wrong });
}

function redrawList(list) {
  const old = document.getElementById(list.id);
  if (!old) return;
  const wasAtEnd = atEnd(old);
  const known = new Set([...list.children].map((row) => row.id));
  for (const row of [...old.children]) if (!known.has(row.id)) row.remove();
  [...list.children].forEach((row, place) => {
    const html = row.outerHTML;
    const before = document.getElementById(row.id);
    if (before && drawn.get(row.id) === html) return;
    drawn.set(row.id, html);
    if (before) before.replaceWith(row);
    else old.insertBefore(row, old.children[place] ?? null);
  });
  if (wasAtEnd) old.scrollTop = old.scrollHeight;
}

const atEnd = (list) => list.scrollHeight - list.scrollTop - list.clientHeight < 40;

// What somebody typed stays while the same form is drawn again, as Slack keeps it.
const controls = (form) => [...form.querySelectorAll("input, select, textarea")].filter((it) => it.id);

function keepTyped(typed) {
  for (const was of typed) {
    const now = document.getElementById(was.id);
    if (!now || now.type !== was.type) continue;
    now.value = was.value;
    if ("checked" in was) now.checked = was.checked;
  }
}

// True when the server took it; otherwise the page says why not.
async function ask(url, options) {
  try {
    const answer = await fetch(url, { ...options, headers: { "X-Redraw": "1" } });
    const body = await answer.text();
    document.body.classList.toggle("waiting", answer.status === 503);
    if (answer.ok) redraw(body);
    else document.getElementById("notice").textContent = body;
    return answer.ok;
  } catch {
    document.body.classList.add("offline");
    return false;
  }
}

async function send(form, url, used) {
  const fields = new FormData(form);
  if (used?.name) fields.append(used.name, used.value);
  form.setAttribute("aria-busy", "true");
  const taken = await ask(url, { method: "POST", body: new URLSearchParams(fields) });
  form.removeAttribute("aria-busy");
  return taken && !document.getElementById("notice").textContent;
}

function confirmed(control) {
  const words = control?.dataset ?? {};
  if (!words.confirmTitle) return Promise.resolve(true);
  const dialog = document.getElementById("confirm");
  dialog.querySelector("h2").textContent = words.confirmTitle;
  dialog.querySelector("p").textContent = words.confirmText;
  const [no, yes] = dialog.querySelectorAll("button");
  no.textContent = words.confirmNo;
  yes.textContent = words.confirmYes;
  yes.className = `button ${words.confirmStyle}`;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true });
  });
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  event.preventDefault();
  const used = event.submitter;
  if (!(await confirmed(used))) return;
  const composer = form.querySelector("textarea[name=text]");
  if (used?.name === "submit") form.querySelector(".scroll")?.scrollTo(0, 0); // where an app says why it stays open
  for (const open of document.querySelectorAll("details.more, details.overflow")) open.open = false;
  const text = composer?.value;
  const sent = send(form, used?.getAttribute("formaction") ?? form.getAttribute("action"), used);
  if (composer) composer.value = "";
  if (!(await sent) && composer) composer.value ||= text;
});

document.addEventListener("change", async (event) => {
  const control = event.target;
  if (control.matches("[data-go]")) control.form.submit();
  if (!control.dataset.act) return;
  const form = control.form;
  if (await confirmed(control)) await send(form, "/act", { name: "act", value: control.dataset.act });
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-act]");
  if (link) send(link.closest("form"), "/act", { name: "act", value: link.dataset.act });
  event.target.closest("[data-dismiss]")?.parentElement.replaceChildren();
  for (const open of document.querySelectorAll("details.more[open], details.overflow[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

// Escape closes a form as its Cancel button does, so that the app hears of it.
document.addEventListener("cancel", (event) => {
  if (!event.target.matches(".modal")) return;
  event.preventDefault();
  event.target.querySelector("footer [name=close]").click();
}, true);

function listen() {
  let asked = false;
  const events = new EventSource(`/events?after=${document.body.dataset.version}`);
  events.onopen = () => document.body.classList.remove("offline");
  events.onerror = () => {
    document.body.classList.add("offline");
    document.body.dataset.version = 0; // another playground may answer next, and start counting from zero
  };
  events.onmessage = async () => {
    if (asked) return;
    asked = true;
    await new Promise(requestAnimationFrame);
    asked = false;
    await ask(location.href);
  };
}

document.addEventListener("DOMContentLoaded", () => {
  for (const part of document.querySelectorAll("[data-live], [data-list] > *")) drawn.set(part.id, part.outerHTML);
  for (const list of document.querySelectorAll("[data-list]")) list.scrollTop = list.scrollHeight;
  showModal(document.querySelector(".modal"));
  listen();
  setInterval(() => ask(location.href), 20_000); // virtual time runs on between changes
});
