/* The bridge between the page and MapLibre: draws what the server's answer says, tells what is
   pointed at. All data comes from our own origin. */
window.dash_clientside = window.dash_clientside || {};

const stoep = (window.dash_clientside.stoep = {});
const state = { map: null, ready: false, data: null, base: null, theme: "light", shown: "a", turn: 0, kind: null };
const NOTHING = { type: "FeatureCollection", features: [] };
const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/* ---- Shapes: the second cue beside colour. Bigger and more pointed is longer. ---- */

const ICON = 26;
const SHAPES = [
  { draw: circle, size: 0.2 },
  { draw: circle, size: 0.3 },
  { draw: triangle, size: 0.4 },
  { draw: square, size: 0.38 },
  { draw: diamond, size: 0.46 },
  { draw: circle, size: 0.24, hollow: true },
];

function circle(pen, c, r) { pen.arc(c, c, r, 0, 2 * Math.PI); }
function triangle(pen, c, r) {
  pen.moveTo(c, c - r); pen.lineTo(c + r * 0.95, c + r * 0.75); pen.lineTo(c - r * 0.95, c + r * 0.75);
  pen.closePath();
}
function square(pen, c, r) { pen.rect(c - r * 0.85, c - r * 0.85, r * 1.7, r * 1.7); }
function diamond(pen, c, r) {
  pen.moveTo(c, c - r); pen.lineTo(c + r, c); pen.lineTo(c, c + r); pen.lineTo(c - r, c); pen.closePath();
}

function icon(shape, colour) {
  const scale = 3, size = ICON * scale, canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.beginPath();
  shape.draw(pen, size / 2, size * shape.size);
  pen.lineJoin = "round";
  pen.lineWidth = 8; pen.strokeStyle = "#ffffff"; pen.stroke();
  pen.fillStyle = shape.hollow ? "#ffffff" : colour; pen.fill();
  pen.lineWidth = shape.hollow ? 7 : 3;
  pen.strokeStyle = shape.hollow ? colour : "rgba(20,32,46,.85)"; pen.stroke();
  return { image: pen.getImageData(0, 0, size, size), options: { pixelRatio: scale } };
}

/* Names are drawn here too, in the reader's own font: no fonts to fetch. */
function label(text, dark, strong) {
  const scale = 2, px = (strong ? 13 : 12) * scale, canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const font = `${strong ? 650 : 500} ${px}px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif`;
  pen.font = font;
  const lines = text.length > 18 && text.includes(" ") ? halves(text) : [text];
  const width = Math.ceil(Math.max(...lines.map((line) => pen.measureText(line).width))) + 8 * scale;
  canvas.width = width; canvas.height = Math.ceil(px * 1.2 * lines.length) + 6 * scale;
  pen.font = font; pen.textAlign = "center"; pen.textBaseline = "middle"; pen.lineJoin = "round";
  lines.forEach((line, i) => {
    const y = canvas.height / 2 + (i - (lines.length - 1) / 2) * px * 1.2;
    pen.lineWidth = 3.2 * scale; pen.strokeStyle = dark ? "rgba(14,22,31,.9)" : "rgba(255,255,255,.92)";
    pen.strokeText(line, width / 2, y);
    pen.fillStyle = dark ? "#e8eef5" : "#22303f"; pen.fillText(line, width / 2, y);
  });
  return { image: pen.getImageData(0, 0, canvas.width, canvas.height), options: { pixelRatio: scale } };
}

function halves(text) {
  const words = text.split(" ");
  let best = 1;
  const off = (n) => Math.abs(words.slice(0, n).join(" ").length - words.slice(n).join(" ").length);
  for (let n = 1; n < words.length; n++) if (off(n) < off(best)) best = n;
  return [words.slice(0, best).join(" "), words.slice(best).join(" ")];
}

/* Lines over areas whose number is not of the whole. */
function hatch(dark) {
  const size = 16, canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.strokeStyle = dark ? "rgba(232,238,245,.35)" : "rgba(20,32,46,.3)"; pen.lineWidth = 2;
  for (const at of [-size, 0, size]) { pen.beginPath(); pen.moveTo(at, size); pen.lineTo(at + size, 0); pen.stroke(); }
  return { image: pen.getImageData(0, 0, size, size), options: { pixelRatio: 2 } };
}

/* ---- The style ---- */

const LAND = {
  light: {
    ground: "#f3f2ee", sea: "#cadfea", water: "#cadfea", beach: "#f4e8c8", dune: "#e6ead3", park: "#dce9d3",
    road: "#ffffff", tram: "#cfc9d6", border: "#6d7f8e", chosen: "#14202e", zone: "#8a1538", hub: "#0b3f63",
  },
  dark: {
    ground: "#141d26", sea: "#0d2231", water: "#0d2231", beach: "#2e2c22", dune: "#222a20", park: "#1a2a22",
    road: "#2c3844", tram: "#3a3547", border: "#6b7d8d", chosen: "#ffffff", zone: "#f59aa8", hub: "#8fd0f0",
  },
};

function tiles(data) {
  const moment = data.moment ? `?moment=${encodeURIComponent(data.moment)}` : "";
  return [`${location.origin}/v1/tiles/vehicles/{z}/{x}/{y}${moment}`];
}

function areasUrl(kind) {
  const at = state.data.moment ? `&moment=${encodeURIComponent(state.data.moment)}` : "";
  return `/v1/areas?kind=${kind}&municipality=${encodeURIComponent(state.data.municipality)}${at}`;
}

function by(name, colours) {
  return ["match", ["get", "layer"], ...name.flatMap((key) => [key, colours[key]]), "rgba(0,0,0,0)"];
}

function densityFill() {
  const { density, unknown } = state.data.colours[state.theme];
  const value = ["feature-state", "value"];
  const steps = ["step", value, density[0]];
  state.data.steps.forEach((limit, i) => steps.push(limit, density[i + 1]));
  return ["case", ["==", value, null], unknown, steps];
}

function vehicleLayer(name) {
  return {
    id: `vehicles-${name}`, type: "symbol", source: `vehicles-${name}`, "source-layer": "vehicles",
    layout: {
      visibility: name === "a" ? "visible" : "none",
      "icon-image": ["case", ["to-boolean", ["get", "late"]], "class-late",
        ["concat", "class-", ["to-string", ["get", "class"]]]],
      "icon-size": ["interpolate", ["exponential", 1.4], ["zoom"], 10, 0.32, 12, 0.5, 14, 0.75, 17, 1.15],
      "icon-allow-overlap": true, "icon-ignore-placement": true,
      "symbol-sort-key": ["case", ["to-boolean", ["get", "late"]], 0, ["match", ["get", "class"], 5, 0, ["+", ["get", "class"], 1]]],
    },
  };
}

function names(source, strong, from, to) {
  return {
    id: `${source}-names`, type: "symbol", source, minzoom: from, maxzoom: to,
    layout: {
      "icon-image": ["concat", `name:${state.theme}:${strong ? 1 : 0}:`, ["get", "name"]],
      "icon-allow-overlap": false, "icon-padding": 4,
    },
  };
}

function style() {
  const land = LAND[state.theme], base = state.base || { kind: "none" };
  const width = (road, other) => ["match", ["get", "layer"], "road", road, other];
  const sources = {
    land: { type: "geojson", data: base.kind === "drawing" ? "/basemap" : NOTHING },
    areas: { type: "geojson", data: state.areas || NOTHING },
    district: { type: "geojson", data: state.districts || NOTHING },
    hub: { type: "geojson", data: state.hubs || NOTHING },
    no_parking: { type: "geojson", data: state.zones || NOTHING },
    pointed: { type: "geojson", data: state.pointed || NOTHING },
    "vehicles-a": { type: "vector", tiles: tiles(state.data), minzoom: 0, maxzoom: 16 },
    "vehicles-b": { type: "vector", tiles: tiles(state.data), minzoom: 0, maxzoom: 16 },
  };
  const below = [];
  if (base.kind === "tiles") {
    sources.base = { type: "raster", tiles: [base.tiles], tileSize: 256 };
    below.push({ id: "base", type: "raster", source: "base",
      paint: state.theme === "dark" ? { "raster-brightness-max": 0.45, "raster-saturation": -0.6 } : {} });
  }
  const drawn = ["sea", "dune", "beach", "park", "water"];
  return {
    version: 8, sources,
    layers: [
      { id: "ground", type: "background", paint: { "background-color": land.ground } },
      ...below,
      ...drawn.map((layer) => ({
        id: `land-${layer}`, type: "fill", source: "land", filter: ["==", ["get", "layer"], layer],
        paint: { "fill-color": land[layer] },
      })),
      { id: "areas", type: "fill", source: "areas",
        paint: { "fill-color": densityFill(), "fill-opacity": state.theme === "dark" ? 0.72 : 0.68 } },
      { id: "areas-partial", type: "fill", source: "areas",
        layout: { visibility: state.data.partial ? "visible" : "none" },
        paint: { "fill-pattern": `hatch-${state.theme}` } },
      { id: "roads", type: "line", source: "land", filter: ["in", ["get", "layer"], ["literal", ["road", "tram"]]],
        layout: { "line-cap": "round", "line-join": "round" },
        paint: { "line-color": by(["road", "tram"], land), "line-opacity": 0.85,
          "line-width": ["interpolate", ["linear"], ["zoom"], 10, width(1.4, 0.7), 15, width(6, 2.2)] } },
      { id: "borders", type: "line", source: "areas",
        paint: { "line-color": land.border, "line-width": 0.8, "line-opacity": 0.6 } },
      { id: "no_parking-fill", type: "fill", source: "no_parking", paint: { "fill-color": land.zone, "fill-opacity": 0.14 } },
      { id: "no_parking", type: "line", source: "no_parking",
        paint: { "line-color": land.zone, "line-width": 2.2, "line-dasharray": [2, 1.4] } },
      { id: "hub-fill", type: "fill", source: "hub", paint: { "fill-color": land.hub, "fill-opacity": 0.14 } },
      { id: "hub", type: "line", source: "hub",
        paint: { "line-color": land.hub, "line-width": ["interpolate", ["linear"], ["zoom"], 10, 1.4, 15, 2.6] } },
      { id: "chosen-halo", type: "line", source: "areas", filter: ["==", ["id"], -1],
        paint: { "line-color": land.ground, "line-width": 5 } },
      { id: "chosen", type: "line", source: "areas", filter: ["==", ["id"], -1],
        paint: { "line-color": land.chosen, "line-width": 2.5 } },
      vehicleLayer("a"),
      vehicleLayer("b"),
      { id: "pointed", type: "circle", source: "pointed",
        paint: { "circle-radius": 13, "circle-color": "rgba(0,0,0,0)", "circle-stroke-width": 3,
          "circle-stroke-color": land.chosen } },
      names("district", true, 0, 12.6),
      names("areas", false, 12.6, 24),
      names("hub", false, 14.5, 24),
    ],
  };
}

function addImages(map) {
  SHAPES.forEach((shape, i) => add(map, `class-${i}`, icon(shape, state.data.duration[i])));
  add(map, "class-late", icon({ draw: circle, size: 0.22 }, state.data.late));
  for (const theme of ["light", "dark"]) add(map, `hatch-${theme}`, hatch(theme === "dark"));
}

function add(map, id, made) { if (!map.hasImage(id)) map.addImage(id, made.image, made.options); }

/* ---- Controls ---- */

class Pan {
  onAdd(map) {
    const words = state.data.words;
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
    button("whole", "⌂", () => map.fitBounds(bounds(), { padding: 18, animate: !still }));
    button("right", "→", by(160, 0)); button("down", "↓", by(0, 160));
    return this.box;
  }
  onRemove() { this.box.remove(); }
}

function bounds() {
  const [west, south, east, north] = state.data.bbox;
  return [[west, south], [east, north]];
}

function start(here) {
  const words = state.data.words;
  const map = (state.map = new maplibregl.Map({
    container: here, style: style(), bounds: bounds(), fitBoundsOptions: { padding: 18 },
    attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, fadeDuration: 0,
    maxZoom: 18, minZoom: 8, cooperativeGestures: true,
    locale: {
      "Map.Title": words.title, "NavigationControl.ZoomIn": words.zoom_in, "NavigationControl.ZoomOut": words.zoom_out,
      "CooperativeGesturesHandler.WindowsHelpText": words.gesture,
      "CooperativeGesturesHandler.MacHelpText": words.gesture_mac,
      "CooperativeGesturesHandler.MobileHelpText": words.gesture_touch,
    },
  }));
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new Pan(), "top-right");
  map.addControl(new maplibregl.ScaleControl({ maxWidth: 110 }), "bottom-left");
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  addImages(map);
  map.on("styleimagemissing", ({ id }) => {
    const [what, theme, strong, ...name] = id.split(":");
    if (what === "name") add(map, id, label(name.join(":"), theme === "dark", strong === "1"));
  });
  map.once("load", () => { state.ready = true; loadFixed(); loadAreas(); });
  map.once("idle", () => drawn(here, "yes"));
  setTimeout(letChartsCome, 6000);
  map.on("click", pick);
  map.on("mousemove", (event) => {
    const found = map.queryRenderedFeatures(around(event.point, 4), { layers: [vehiclesShown(), "hub-fill", "no_parking-fill", "areas"] });
    map.getCanvas().style.cursor = found.length ? "pointer" : "";
  });
  const canvas = map.getCanvas();
  canvas.setAttribute("aria-describedby", "map-label");
}

/* Tell the page that the map stands, or that it cannot: the charts come next. */
function drawn(here, how) {
  if (here.dataset.ready) return;
  here.dataset.ready = how;
  letChartsCome();
}

function letChartsCome() { window.dash_clientside.set_props("drawn", { data: true }); }

/* ---- Data ---- */

const vehiclesShown = () => `vehicles-${state.shown}`;

async function read(kind) {
  const answer = await fetch(areasUrl(kind));
  return answer.ok ? answer.json() : NOTHING;
}

function loadFixed() {
  const put = (source, name) => (shapes) => { state[name] = shapes; state.map.getSource(source).setData(shapes); };
  read("hub").then(put("hub", "hubs"));
  read("no_parking").then(put("no_parking", "zones"));
  read("district").then(put("district", "districts"));
}

/* Borders are read once for each kind, and again when a moment has other versions of them. */
async function loadAreas() {
  const data = state.data, known = state.areas ? new Set(state.areas.features.map((area) => area.id)) : new Set();
  const same = state.kind === data.kind && Object.keys(data.values).every((id) => known.has(Number(id)));
  if (!same) {
    const shapes = await read(data.kind);
    if (data !== state.data) return;
    state.kind = data.kind; state.areas = shapes;
    state.map.getSource("areas").setData(shapes);
    state.map.setLayoutProperty("areas-names", "visibility", data.kind === "h3" ? "none" : "visible");
    state.map.setLayerZoomRange("areas-names", data.kind === "district" ? 24 : 12.6, 24);
    state.map.setLayerZoomRange("district-names", 0, data.kind === "district" || data.kind === "h3" ? 24 : 12.6);
  }
  paint();
}

function paint() {
  const { map, data } = state;
  map.removeFeatureState({ source: "areas" });
  for (const [id, value] of Object.entries(data.values)) {
    if (value !== null) map.setFeatureState({ source: "areas", id: Number(id) }, { value });
  }
  map.setPaintProperty("areas", "fill-color", densityFill());
  map.setLayoutProperty("areas-partial", "visibility", data.partial ? "visible" : "none");
  for (const layer of ["chosen", "chosen-halo"]) map.setFilter(layer, ["==", ["id"], data.area ?? -1]);
}

/* The next moment's vehicles load beside those that are shown, and take their place once complete:
   the map is never empty in between. */
function showVehicles() {
  const { map } = state, next = state.shown === "a" ? "b" : "a", turn = ++state.turn;
  map.getSource(`vehicles-${next}`).setTiles(tiles(state.data));
  map.setPaintProperty(`vehicles-${next}`, "icon-opacity", 0);
  map.setLayoutProperty(`vehicles-${next}`, "visibility", "visible");
  const swap = () => {
    if (turn !== state.turn) return;
    state.turn++;
    map.setPaintProperty(`vehicles-${next}`, "icon-opacity", 1);
    map.setLayoutProperty(`vehicles-${state.shown}`, "visibility", "none");
    state.shown = next;
    map.getContainer().dataset.moment = state.data.moment || "now";
  };
  map.once("idle", swap);
  setTimeout(swap, 2500);
}

/* ---- Pointing ---- */

function around(at, near) { return [[at.x - near, at.y - near], [at.x + near, at.y + near]]; }

function pick(event) {
  const find = (layers, where) => state.map.queryRenderedFeatures(where, { layers })[0];
  const vehicle = find([vehiclesShown()], around(event.point, 5));
  if (vehicle) return point(vehicle.id, vehicle.geometry.coordinates);
  mark(null);
  const zone = state.map.getZoom() > 12.5 && find(["hub-fill", "no_parking-fill"], event.point);
  if (zone) return tell({ zone: zone.id });
  const area = find(["areas"], event.point);
  return area && tell({ area: area.id });
}

function tell(picked) { window.dash_clientside.set_props("picked", { data: { ...picked, at: Date.now() } }); }

function mark(place) {
  state.pointed = place
    ? { type: "FeatureCollection", features: [{ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: place } }] }
    : NOTHING;
  if (state.ready) state.map.getSource("pointed").setData(state.pointed);
}

function point(vehicle, place) { mark(place); tell({ vehicle }); }

/* Tables point too: an area by its name, a vehicle by its row. */
document.addEventListener("click", (event) => {
  const area = event.target.closest("button.pick-area");
  if (area) return tell({ area: Number(area.dataset.area) });
  const vehicle = event.target.closest("button.pick-vehicle");
  if (!vehicle) return;
  const place = [Number(vehicle.dataset.lon), Number(vehicle.dataset.lat)];
  point(Number(vehicle.dataset.vehicle), place);
  document.getElementById("map").scrollIntoView({ behavior: still ? "auto" : "smooth" });
  if (state.map) state.map.flyTo({ center: place, zoom: 15.5, animate: !still });
});

/* ---- What the server's answers call ---- */

stoep.showMap = function (data, theme, base) {
  const same = window.dash_clientside.no_update;
  if (!data || !theme) return same;
  const before = state.data, turned = theme !== state.theme;
  Object.assign(state, { data, theme, base });
  const here = document.getElementById("map-canvas");
  if (!here) return same;
  if (!state.map || state.map.getContainer() !== here) {
    try { start(here); } catch (broken) {
      console.warn(broken);
      here.textContent = data.words.no_webgl;
      drawn(here, "none");
    }
  } else if (state.ready) {
    if (turned) { state.map.setStyle(style(), { diff: false }); state.map.once("style.load", () => { addImages(state.map); state.kind = null; state.shown = "a"; loadAreas(); }); }
    else { loadAreas(); if (before !== data) showVehicles(); }
  }
  return same;
};

/* The address tells the view, so that it can be shared and comes back after a reload. */
stoep.keepAddress = function (view) {
  const same = window.dash_clientside.no_update;
  if (!view) return same;
  document.getElementById("now")?.setAttribute("aria-pressed", view.moment ? "false" : "true");
  const told = new URLSearchParams();
  if (view.moment) told.set("moment", new Date(view.moment * 1000).toISOString().slice(0, 16) + "Z");
  if (view.kind !== "neighbourhood") told.set("kind", view.kind);
  if (view.area) told.set("area", view.area);
  if (view.span !== 1) told.set("span", view.span);
  if (view.group !== "none") told.set("group", view.group);
  document.querySelectorAll("a.language").forEach((link) => {
    const other = new URLSearchParams(told);
    other.set("lang", link.lang);
    link.href = `?${other}`;
  });
  const asked = new URLSearchParams(location.search).get("lang");
  if (asked) told.set("lang", asked);
  const search = told.toString();
  history.replaceState(history.state, "", (search ? `?${search}` : location.pathname) + location.hash);
  return same;
};

stoep.switchTheme = function (clicks) {
  const root = document.documentElement;
  if (clicks) {
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
    try { localStorage.setItem("stoep-theme", root.dataset.theme); } catch { /* no storage: not kept */ }
  }
  const theme = root.dataset.theme || "light";
  return [theme, theme];
};

window.dashMantineFunctions = window.dashMantineFunctions || {};
window.dashMantineFunctions.momentLabel = (seconds, { language, timezone }) =>
  new Intl.DateTimeFormat(language, {
    weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: timezone,
  }).format(new Date(seconds * 1000));
