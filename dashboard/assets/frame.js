/* What all pages do in the browser: the address tells the view, light and dark, the first words. */
window.dash_clientside = window.dash_clientside || {};
const stoep = (window.dash_clientside.stoep = {});
const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/* The words that came with the page stay until the page itself is there. */
new MutationObserver((_, watch) => {
  if (!document.querySelector("#react-entry-point #content")) return;
  document.getElementById("first")?.remove();
  watch.disconnect();
  showPlace();
}).observe(document.documentElement, { childList: true, subtree: true });

/* A place that the address names after # is unfolded and brought into view. */
function showPlace() {
  const place = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!place) return;
  if (place.tagName === "DETAILS") place.open = true;
  place.scrollIntoView();
}
window.addEventListener("hashchange", showPlace);

/* The address tells the view, so that it can be shared and comes back after a reload. The menu
   takes along what pages share of it. */
stoep.keepAddress = function (view) {
  const same = window.dash_clientside.no_update;
  if (!view) return same;
  stoep.view = view;
  const root = document.documentElement;
  document.getElementById("now")?.setAttribute("aria-pressed", view.moment ? "false" : "true");
  const address = (path, query, lang) => {
    const told = [query, lang === root.dataset.usual ? "" : `lang=${lang}`].filter(Boolean).join("&");
    return told ? `${path}?${told}` : path;
  };
  document.querySelectorAll("a[data-page]").forEach((link) => {
    link.href = address(link.dataset.page, stoep.along(view), root.lang);
  });
  document.querySelectorAll("a.language").forEach((link) => {
    link.href = address(location.pathname, stoep.query(view), link.lang);
  });
  history.replaceState(history.state, "", address(location.pathname, stoep.query(view), root.lang) + location.hash);
  if (!document.querySelector(".map-canvas")) letOthersCome();
  document.querySelectorAll(".later:not([data-came])").forEach((place) => nearing.observe(place));
  return same;
};

/* Parts of a page that come when the reader is near them, or when it is printed. */
const nearing = new IntersectionObserver((seen) => {
  seen.filter((one) => one.isIntersecting).forEach((one) => comeNow(one.target));
}, { rootMargin: "500px" });

function comeNow(place) {
  nearing.unobserve(place);
  if (place.dataset.came) return;
  place.dataset.came = "yes";
  window.dash_clientside.set_props(place.dataset.near, { data: true });
}
window.addEventListener("beforeprint", () => {
  document.querySelectorAll(".later").forEach(comeNow);
  document.querySelectorAll("details.in-print:not([open])").forEach((folded) => { folded.open = true; folded.dataset.folded = "yes"; });
});
window.addEventListener("afterprint", () => document.querySelectorAll("details[data-folded]").forEach((opened) => {
  opened.open = false;
  delete opened.dataset.folded;
}));

/* Tell the page that the map stands, or that there is none: what can wait comes next. */
function letOthersCome() { window.dash_clientside.set_props("drawn", { data: true }); }

stoep.switchTheme = function (clicks) {
  const root = document.documentElement;
  if (clicks) {
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
    try { localStorage.setItem("stoep-theme", root.dataset.theme); } catch { /* no storage: not kept */ }
  }
  const theme = root.dataset.theme || "light";
  return [theme, theme];
};

/* A place that was found opens the page that tells most of it, at the moment that is looked at. */
stoep.openPlace = function (place, view) {
  const same = window.dash_clientside.no_update;
  if (!place || !view) return same;
  const root = document.documentElement;
  const [kind, area] = place.split(":");
  const told = new URLSearchParams(stoep.along(view));
  if (kind === "hub") told.set("hub", area);
  else { told.set("kind", kind); told.set("area", area); }
  if (root.lang !== root.dataset.usual) told.set("lang", root.lang);
  location.assign(`${kind === "hub" ? "/hubs" : "/density"}?${told}`);
  return same;
};

window.dashMantineFunctions = window.dashMantineFunctions || {};
/* The server has looked already: all that it found is shown, in its order. */
window.dashMantineFunctions.asFound = ({ options }) => options;
window.dashMantineFunctions.momentLabel = (seconds, { language, timezone }) =>
  new Intl.DateTimeFormat(language, {
    weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: timezone,
  }).format(new Date(seconds * 1000));
