// Shows what /events sends: the parts of the page that changed, as the server made and escaped them.
"use strict";
(() => {
  const live = document.getElementById("live");
  const canHover = matchMedia("(hover: hover)");
  const waiting = new Map();
  let silence;

  // Changes only what differs, so that focus, selection and scrolling stay where they are.
  function renew(old, fresh) {
    if (old.isEqualNode(fresh)) return;
    if (old.nodeName !== fresh.nodeName) {
      old.replaceWith(document.importNode(fresh, true));
      return;
    }
    if (old.nodeType !== Node.ELEMENT_NODE) {
      old.nodeValue = fresh.nodeValue;
      return;
    }
    for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
    for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    const [before, after] = [[...old.childNodes], [...fresh.childNodes]];
    before.slice(after.length).forEach((node) => node.remove());
    after.forEach((node, place) => {
      if (place < before.length) renew(before[place], node);
      else old.append(document.importNode(node, true));
    });
  }

  // A list must not move away from under a pointer or a focus.
  function isHeld(part) {
    const isPointedAt = canHover.matches && part.matches(":hover");
    return "still" in part.dataset && (isPointedAt || part.contains(document.activeElement));
  }

  function show() {
    for (const [id, html] of waiting) {
      const part = document.getElementById(id);
      if (part && isHeld(part)) continue;
      waiting.delete(id);
      const fresh = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
      if (part && fresh) renew(part, fresh);
    }
    document.title = `${document.getElementById("health-title").textContent} – copydesk`;
  }

  function say(text, state) {
    if (live.textContent !== text) live.textContent = text;
    document.documentElement.dataset.live = state;
  }

  function listen() {
    const events = new EventSource("/events");
    events.addEventListener("parts", (event) => {
      clearTimeout(silence);
      for (const { id, html } of JSON.parse(event.data)) waiting.set(id, html);
      show();
      say("Live", "yes");
    });
    events.addEventListener("error", () => {
      // A stream that has ended is asked for anew at once, which is no news unless it fails.
      clearTimeout(silence);
      silence = setTimeout(() => say("Not live: the process does not answer", "no"), 5_000);
      // After an answer that is no stream, such as too many listeners, a browser does not try again by itself.
      if (events.readyState !== EventSource.CLOSED) return;
      say("Not live: too many listen, or the session is over", "no");
      clearTimeout(silence);
      setTimeout(listen, 10_000);
    });
  }
  listen();
})();
