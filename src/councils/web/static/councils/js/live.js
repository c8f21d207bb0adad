/* A page that renews a part of itself keeps open what its reader has opened, and the focus where it was. Without this
   script, or without any, the page works all the same; it is then only folded again. */
(() => {
  let open = new Map();
  let focus = null;
  const stops = (part) => [...part.querySelectorAll("a, summary")];
  document.addEventListener("htmx:beforeSwap", (event) => {
    open = new Map([...event.detail.target.querySelectorAll("details[id]")].map((fold) => [fold.id, fold.open]));
    const at = document.activeElement;
    const inside = event.detail.target.contains(at) && stops(event.detail.target).includes(at);
    focus = inside ? { fold: at.closest("details[id]")?.id, href: at.getAttribute("href") } : null;
  });
  document.addEventListener("htmx:afterSettle", () => {
    for (const [id, was] of open) {
      const fold = document.getElementById(id);
      if (fold) fold.open = was;
    }
    const part = focus && document.getElementById(focus.fold ?? "referral-live");
    if (part && document.activeElement === document.body) {
      stops(part).find((stop) => stop.getAttribute("href") === focus.href)?.focus({ preventScroll: true });
    }
    focus = null;
  });
})();
