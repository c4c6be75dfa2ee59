/* Gatehouse: what the dashboard's pages gain from a script. Every page works without it.
   Markup that is put into a page is rendered by our own server, which escapes every value in it. */
"use strict";

(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  /* Elements that only a script can serve are hidden until here. */
  const reveal = (within) => {
    for (const element of all("[data-copy], [data-live-state], [data-live-pause]", within)) {
      element.hidden = false;
    }
  };

  const fragment = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html;
    return template.content;
  };

  const put = (target, html) => {
    target.replaceChildren(fragment(html));
    reveal(target);
  };

  const wait = (milliseconds, body) => {
    let timer;
    return () => {
      clearTimeout(timer);
      timer = setTimeout(body, milliseconds);
    };
  };

  /* A sentence for ears, in a place that is there before it is filled. */
  const teller = document.createElement("p");
  teller.className = "unseen";
  teller.setAttribute("role", "status");

  /* data-copy="ID": copies the text of that element, or of the code beside the button. */
  const select = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  };

  const copy = async (button) => {
    const source = document.getElementById(button.dataset.copy) || button.parentElement.querySelector("code, pre");
    if (!source) return;
    let isDone = true;
    try {
      await navigator.clipboard.writeText(source.textContent);
    } catch {
      /* Without https there is no clipboard; what is selected can still be copied. */
      select(source);
      isDone = document.execCommand("copy");
    }
    const label = [...button.childNodes].findLast((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (!label || button.dataset.said) return;
    const before = label.data;
    button.dataset.said = "yes";
    label.data = isDone ? "Copied" : "Selected";
    teller.textContent = label.data;
    setTimeout(() => {
      label.data = before;
      teller.textContent = "";
      delete button.dataset.said;
    }, 2000);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
  });

  /* data-live="PATH": rows go on top of a list; anything else is replaced as a whole. */
  const rowsKept = 200;

  const isBusy = (target) => target.contains(document.activeElement)
    || (!getSelection().isCollapsed && target.contains(getSelection().anchorNode));

  const prepend = (target, html) => {
    target.prepend(fragment(html));
    while (target.children.length > rowsKept) target.lastElementChild.remove();
  };

  const follow = (target) => {
    const isList = ["TBODY", "UL", "OL"].includes(target.tagName);
    const pause = document.querySelector("[data-live-pause]");
    let source;
    let retry;
    let isPaused = false;
    const state = (isLive) => {
      for (const element of all(".live[data-live-state]")) element.hidden = !isLive;
    };
    const close = () => {
      clearTimeout(retry);
      if (source) source.close();
      source = undefined;
    };
    const open = () => {
      if (source || isPaused || document.hidden) return;
      source = new EventSource(target.dataset.live);
      source.onopen = () => state(true);
      source.onmessage = (event) => {
        if (isList) prepend(target, event.data);
        else if (!isBusy(target)) put(target, event.data);
      };
      source.onerror = () => {
        state(false);
        /* The browser comes again by itself, unless it was refused. */
        if (source && source.readyState === EventSource.CLOSED) {
          close();
          retry = setTimeout(open, 10000);
        }
      };
    };
    document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
    addEventListener("pagehide", close);
    addEventListener("pageshow", open);
    if (pause) {
      pause.addEventListener("click", () => {
        isPaused = !isPaused;
        const word = [...pause.childNodes].findLast((node) => node.nodeType === Node.TEXT_NODE);
        word.data = isPaused ? "Resume" : "Pause";
        teller.textContent = isPaused ? "Paused" : "Live";
        state(!isPaused);
        if (isPaused) close();
        else open();
      });
    }
    open();
  };

  /* Asks for what a form would show, without sending it. */
  const askAs = (form, kind) => {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string") fields.append(name, value);
    }
    fields.set("preview", kind);
    return fetch(form.action, { method: "POST", body: fields }).catch(() => null);
  };

  /* data-preview="SELECTOR" on a form: what it would cause, as the server sees it. */
  const preview = (form) => {
    const target = document.querySelector(form.dataset.preview);
    if (!target) return;
    let newest = 0;
    const ask = async () => {
      const number = ++newest;
      const answer = await askAs(form, "yes");
      if (answer && answer.ok && number === newest) put(target, await answer.text());
    };
    form.addEventListener("input", wait(300, ask));
  };

  /* data-swap="ID" on a field: that element anew, as the page has it with the field's value. Without an answer,
     the button beside the field does it. */
  const swap = (field) => {
    const button = field.parentElement.querySelector("button");
    let newest = 0;
    field.addEventListener("change", async () => {
      const number = ++newest;
      const answer = await askAs(field.form, "page");
      const html = answer && answer.ok ? await answer.text() : "";
      if (number !== newest) return;
      const found = new DOMParser().parseFromString(html, "text/html").getElementById(field.dataset.swap);
      const target = document.getElementById(field.dataset.swap);
      if (found && target) put(target, found.innerHTML);
      else if (button) button.click();
    });
    if (button) button.hidden = true;
  };

  /* data-check="PATH" on an input: what the server says of it, into the element ID-checked. */
  const check = (input) => {
    const target = document.getElementById(input.id + "-checked");
    if (!target) return;
    let newest = 0;
    const ask = async () => {
      const number = ++newest;
      const query = new URLSearchParams({ [input.name]: input.value });
      const answer = await fetch(input.dataset.check + "?" + query).catch(() => null);
      if (answer && answer.ok && number === newest) put(target, await answer.text());
    };
    input.addEventListener("input", wait(250, ask));
  };

  /* data-once on a form: a second press while the first one is under way does nothing. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]") || event.defaultPrevented) return;
    if (form.dataset.sent) event.preventDefault();
    else form.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => {
    for (const form of all("[data-once]")) delete form.dataset.sent;
  });

  /* On a narrow screen the navigation scrolls sideways: where one is must be in sight. */
  const here = document.querySelector(".side-nav [aria-current]");
  if (here) {
    const strip = here.closest(".side-nav");
    const offset = here.getBoundingClientRect().left - strip.getBoundingClientRect().left;
    strip.scrollLeft += offset - (strip.clientWidth - here.offsetWidth) / 2;
  }

  document.body.append(teller);
  reveal(document);
  all("[data-live]").forEach(follow);
  all("form[data-preview]").forEach(preview);
  all("[data-check]").forEach(check);
  all("[data-swap]").forEach(swap);
  const problem = document.querySelector(".callout-fail[tabindex]") || document.querySelector("[aria-invalid=true]");
  if (problem && !location.hash) problem.focus();
})();
