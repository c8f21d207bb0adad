/* A page that renews a part of itself keeps open what its reader has opened. Without this script, or without any, the
   page works all the same; it is then only folded again. */
(() => {
  let open = new Map();
  document.addEventListener("htmx:beforeSwap", (event) => {
    open = new Map([...event.detail.target.querySelectorAll("details[id]")].map((fold) => [fold.id, fold.open]));
  });
  document.addEventListener("htmx:afterSettle", () => {
    for (const [id, was] of open) {
      const fold = document.getElementById(id);
      if (fold) fold.open = was;
    }
  });
})();
