// Single keys for officers: / search, j k rows, Enter open, x pick, a approve, ? help. Off by a press, remembered here.
"use strict";

const help = document.getElementById("keys");
const STORED = "tongtu-keys";

function remembered() {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true;
  }
}

let on = remembered();

// The switch stands in the help and says what it will do.
function addSwitch() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-second";
  const show = () => {
    button.textContent = on ? help.dataset.off : help.dataset.on;
  };
  button.addEventListener("click", () => {
    on = !on;
    try {
      localStorage.setItem(STORED, on ? "on" : "off");
    } catch {
      // a browser that keeps nothing keeps the choice for this page
    }
    show();
  });
  show();
  help.append(button);
}

const rows = () => [...document.querySelectorAll("[data-keys='list'] tbody tr")];
const current = () => rows().indexOf(document.activeElement?.closest("tr"));

function step(by) {
  const all = rows();
  const next = all[Math.min(all.length - 1, Math.max(0, current() + by))];
  next?.querySelector("a[href]")?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function approve() {
  const verdict = document.querySelector("input[name='verdict'][value='approve']");
  if (verdict) {
    verdict.checked = true;
    verdict.focus();
    verdict.closest("form").scrollIntoView({ block: "nearest" });
    return;
  }
  const link = rows()[current()]?.querySelector("a[href]");
  if (link) location.assign(`${link.getAttribute("href")}#decide`);
}

const DEEDS = {
  "/": () => document.querySelector("input[type='search']")?.focus(),
  j: () => step(1),
  k: () => step(-1),
  x: () => rows()[current()]?.querySelector("input[name='pick']")?.click(),
  a: approve,
  "?": () => {
    help.open = !help.open;
    if (help.open) help.querySelector("summary").focus();
  },
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type='checkbox'], [type='radio']), select, textarea");
  const deed = DEEDS[event.key];
  if (!on || !deed || typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  event.preventDefault();
  deed();
});

addSwitch();
if (location.hash === "#decide") approve();
