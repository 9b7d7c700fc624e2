// What pages gain when scripts run. Every page works without this file.
"use strict";

// Calls f once the calls have paused for so many milliseconds; later(…).now() calls it at once, .stop() forgets it.
function later(f, ms) {
  let timer = 0;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(f, ms);
  };
  wait.stop = () => clearTimeout(timer);
  wait.now = () => {
    clearTimeout(timer);
    f();
  };
  return wait;
}

// The error summary is read first, and its links lead into the fields.
function summaries() {
  const summary = document.querySelector("[data-summary]");
  if (!summary) return;
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.closest(".field")?.scrollIntoView({ block: "center" });
  });
}

// A second press of the same button is not sent again. The server would do it once anyway.
function singleSubmits() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    // An answer that is a file leaves the page where it is; then the form is usable again.
    setTimeout(() => delete form.dataset.sent, 10000);
  });
  // Coming back by the Back button finds the form usable.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
}

// A GET form with data-swap="ID" replaces only that element, and keeps the address in step.
function swap(form) {
  let running = null;

  const fetchPart = async () => {
    const part = document.getElementById(form.dataset.swap);
    if (!part) return form.submit();
    running?.abort();
    running = new AbortController();
    const address = new URL(form.action);
    address.search = new URLSearchParams(new FormData(form)).toString();
    part.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" }, signal: running.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(form.dataset.swap);
      if (!answer.ok || !fresh) return location.assign(address);
      part.replaceWith(fresh);
      history.replaceState(null, "", address);
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address);
    }
  };
  const soon = later(fetchPart, 250);
  form.addEventListener("input", soon);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    soon.now();
  });
}

summaries();
for (const form of document.querySelectorAll("form[data-swap]")) swap(form);
singleSubmits();
