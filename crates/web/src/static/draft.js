// A draft that is saved while one types. The server judges and words everything; this file sends, and puts in what it
// is told. The form works without it.
"use strict";

function draft(form) {
  const [saving, offline, failed, expired] = form.dataset.autosave.split("|");
  const line = form.querySelector("[data-save-state]");
  const list = form.querySelector("[data-questions]");
  const notes = document.querySelector("[data-notes]");
  const kept = `draft:${location.pathname}`;
  let timer = 0;
  let running = null;
  let chosen = "";

  const show = (state, words, link) => {
    line.dataset.saved = state;
    line.textContent = words;
    if (!link) return;
    const a = document.createElement("a");
    a.href = link;
    a.textContent = expired;
    line.append(" ", a);
  };
  const fields = () => {
    const sent = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && name !== "txid") sent.append(name, value);
    }
    return sent;
  };
  const made = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html;
    return template.content.firstElementChild;
  };

  // Questions come and go as the server says; what stands and has not changed elsewhere is left alone.
  const place = (questions) => {
    const named = new Set(questions.map((question) => question.fact));
    for (const there of list.querySelectorAll("[data-question]")) {
      if (!named.has(there.dataset.question) && !there.contains(document.activeElement)) there.remove();
    }
    let last = null;
    for (const question of questions) {
      let there = list.querySelector(`[data-question="${question.fact}"]`);
      const fresh = made(question.html);
      if (!there) {
        if (last) last.after(fresh);
        else list.prepend(fresh);
        there = fresh;
      } else if (question.newer || chosen === question.fact) {
        there.replaceWith(fresh);
        there = fresh;
        if (chosen === question.fact) [...fresh.querySelectorAll("select")].find((list) => !list.value)?.focus();
      } else {
        const [note, was] = [".question-note", "input[name^='was-']"];
        if (there.querySelector(note).innerHTML !== fresh.querySelector(note).innerHTML) {
          there.querySelector(note).replaceWith(fresh.querySelector(note));
        }
        there.querySelector(was).value = question.mark;
      }
      last = there;
    }
    chosen = "";
  };
  const keep = () => {
    try {
      sessionStorage.setItem(kept, fields().toString());
    } catch {
      // a device that keeps nothing: the words below the form still say that it is not saved
    }
  };

  const send = async () => {
    clearTimeout(timer);
    running?.abort();
    running = new AbortController();
    const mine = running;
    const sent = fields();
    sent.set("autosave", "1");
    show("saving", saving);
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: sent,
        headers: { Accept: "application/json" },
        signal: mine.signal,
      });
      const told = await answer.json();
      if (told.questions) {
        sessionStorage.removeItem(kept);
        place(told.questions);
        if (notes.innerHTML.trim() !== told.notes.trim()) notes.innerHTML = told.notes;
        form.querySelector("input[name=held]")?.remove();
        show(told.state, told.words);
      } else if (told.held) {
        sessionStorage.removeItem(kept);
        show("failed", told.words, told.sign_in);
      } else {
        keep();
        show("failed", told.detail ?? failed, answer.status === 401 ? "/sign-in" : "");
      }
    } catch (error) {
      if (error.name === "AbortError") return;
      keep();
      show("failed", offline);
      timer = setTimeout(send, 15000);
    }
  };

  const put = (name, value) => {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === value;
      else if (field.type !== "file") field.value = value;
    }
  };
  const restore = () => {
    const left = sessionStorage.getItem(kept);
    if (!left) return;
    for (const [name, value] of new URLSearchParams(left)) {
      if (/^(fact-|was-|page$)/.test(name)) put(name, value);
    }
    send();
  };

  form.addEventListener("input", (event) => {
    const question = event.target.closest("[data-question]");
    if (event.target.matches("select") && question?.querySelector("[name=pick]")) chosen = question.dataset.question;
    clearTimeout(timer);
    timer = setTimeout(send, 800);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    running?.abort();
  });
  window.addEventListener("online", send);
  restore();
}

for (const form of document.querySelectorAll("form[data-autosave]")) draft(form);
