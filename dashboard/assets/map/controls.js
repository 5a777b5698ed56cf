/* A map with its buttons: opened where there is room for it, once its script has come. */
class Pan {
  constructor(words, whole) { this.words = words; this.whole = whole; }
  onAdd(map) {
    const words = this.words;
    this.box = document.createElement("div");
    this.box.className = "maplibregl-ctrl maplibregl-ctrl-group pan";
    const button = (name, sign, act) => {
      const made = document.createElement("button");
      made.type = "button"; made.className = `pan-${name}`; made.textContent = sign;
      made.title = words[name]; made.setAttribute("aria-label", words[name]);
      made.addEventListener("click", act);
      this.box.append(made);
    };
    const by = (x, y) => () => map.panBy([x, y], { animate: !still, duration: 200 });
    button("up", "↑", by(0, -160)); button("left", "←", by(-160, 0));
    button("whole", "⌂", () => map.fitBounds(this.whole(), { padding: 18, animate: !still }));
    button("right", "→", by(160, 0)); button("down", "↓", by(0, 160));
    return this.box;
  }
  onRemove() { this.box.remove(); }
}

function corners([west, south, east, north]) { return [[west, south], [east, north]]; }

/* `whole` gives the bounds to come back to; `stands` says whether all is there that is to be drawn. */
function openMap(here, words, whole, style, more = {}, stands = () => true) {
  const map = new maplibregl.Map({
    container: here, style, bounds: whole(), fitBoundsOptions: { padding: 18 },
    attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, fadeDuration: 0,
    maxZoom: 18, minZoom: 8, cooperativeGestures: true,
    locale: {
      "Map.Title": words.title, "NavigationControl.ZoomIn": words.zoom_in, "NavigationControl.ZoomOut": words.zoom_out,
      "CooperativeGesturesHandler.WindowsHelpText": words.gesture,
      "CooperativeGesturesHandler.MacHelpText": words.gesture_mac,
      "CooperativeGesturesHandler.MobileHelpText": words.gesture_touch,
    },
    ...more,
  });
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new Pan(words, whole), "top-right");
  map.addControl(new maplibregl.ScaleControl({ maxWidth: 110 }), "bottom-left");
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  makeNames(map);
  const look = () => {
    if (!stands()) return;
    map.off("idle", look);
    drawn(here, "yes");
  };
  map.on("idle", look);
  setTimeout(letOthersCome, 6000);
  return map;
}

/* Tell that the map stands, or that it cannot. */
function drawn(here, how) {
  if (here.dataset.ready) return;
  here.dataset.ready = how;
  letOthersCome();
}

/* A map is opened when it comes near what is seen: what is above it comes first. */
function whenNear(here, act) {
  setTimeout(letOthersCome, 6000);
  new IntersectionObserver((seen, watch) => {
    if (!seen.some((one) => one.isIntersecting)) return;
    watch.disconnect();
    act();
  }, { rootMargin: "300px" }).observe(here);
}

/* Numbers and charts come first: a map of shapes is made once the page has a moment for it. */
function whenIdle(act) {
  if (window.requestIdleCallback) requestIdleCallback(act, { timeout: 5000 });
  else setTimeout(act, 200);
}

/* Do what needs MapLibre as soon as it is there. */
function withMapLibre(here, words, act) {
  const attempt = () => {
    try { act(); } catch (broken) {
      console.warn(broken);
      here.textContent = words.no_webgl;
      drawn(here, "none");
    }
  };
  if (window.maplibregl) return attempt();
  document.querySelector('script[src^="/vendor/maplibre-gl.js"]').addEventListener("load", attempt);
}
