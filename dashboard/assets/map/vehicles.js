/* The city's map: areas by density, zones, and every vehicle. Draws what the server's answer says,
   tells what is pointed at. All data comes from our own origin. */
const state = { map: null, ready: false, data: null, base: null, theme: "light", shown: "a", turn: 0, kind: null, flown: null, painted: false, coming: new Map() };

/* Signs that would lie under another one are not asked for: in a crowd no browser can draw them. */
const APART = 4;

function tiles({ moment, operator, form }) {
  const asked = Object.entries({ moment, operator, form, apart: APART }).filter(([, value]) => value);
  return [`${location.origin}/v1/tiles/vehicles/{z}/{x}/{y}?${new URLSearchParams(asked)}`];
}

/* A zone that a module opens holds in its hours alone: outside them it is a faint line. */
const OPEN = ["boolean", ["get", "in_force"], true];

function areasUrl(kind) {
  const at = state.data.moment ? `&moment=${encodeURIComponent(state.data.moment)}` : "";
  return `/v1/areas?kind=${kind}&municipality=${encodeURIComponent(state.data.municipality)}${at}`;
}

/* Before the numbers are there an area has no colour: it would be taken for an answer. */
function densityFill() {
  if (!state.data.values) return "rgba(0, 0, 0, 0)";
  const { density, unknown } = state.data.colours[state.theme];
  const value = ["feature-state", "value"];
  const steps = ["step", value, density[0]];
  state.data.steps.forEach((limit, i) => steps.push(limit, density[i + 1]));
  return ["case", ["==", value, null], unknown, steps];
}

/* Who may not see single vehicles has none on the map: nothing is asked at a zoom beyond the last. */
function vehicleSource(data, tiles) {
  return { type: "vector", tiles, minzoom: data.rows === false ? 23 : 0, maxzoom: data.rows === false ? 23 : 16 };
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

function style() {
  const land = LAND[state.theme], below = ground(state.base || { kind: "none" }, state.theme);
  const sources = {
    ...below.sources,
    areas: { type: "geojson", data: state.areas || NOTHING },
    district: { type: "geojson", data: state.districts || NOTHING },
    hub: { type: "geojson", data: state.hubs || NOTHING },
    no_parking: { type: "geojson", data: state.zones || NOTHING },
    pointed: { type: "geojson", data: state.pointed || NOTHING },
    "vehicles-a": vehicleSource(state.data, tiles(state.data)),
    "vehicles-b": vehicleSource(state.data, tiles(state.data)),
  };
  return {
    version: 8, sources,
    layers: [
      ...below.layers,
      { id: "areas", type: "fill", source: "areas",
        paint: { "fill-color": densityFill(), "fill-opacity": state.theme === "dark" ? 0.72 : 0.68 } },
      { id: "areas-partial", type: "fill", source: "areas",
        layout: { visibility: state.data.partial ? "visible" : "none" },
        paint: { "fill-pattern": `hatch-${state.theme}` } },
      below.roads,
      { id: "borders", type: "line", source: "areas",
        paint: { "line-color": land.border, "line-width": 0.8, "line-opacity": 0.6 } },
      { id: "no_parking-fill", type: "fill", source: "no_parking", paint: { "fill-color": land.zone, "fill-opacity": ["case", OPEN, 0.14, 0] } },
      { id: "no_parking", type: "line", source: "no_parking",
        paint: { "line-color": land.zone, "line-width": 2.2, "line-dasharray": [2, 1.4], "line-opacity": ["case", OPEN, 1, 0.35] } },
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
      names("district", state.theme, true, 0, 12.6),
      names("areas", state.theme, false, 12.6, 24),
      names("hub", state.theme, false, 14.5, 24),
    ],
  };
}

function addImages(map) {
  SHAPES.forEach((shape, i) => add(map, `class-${i}`, icon(shape, state.data.duration[i])));
  add(map, "class-late", icon({ draw: circle, size: 0.22 }, state.data.late));
  for (const theme of ["light", "dark"]) add(map, `hatch-${theme}`, hatch(theme === "dark"));
}

function start(here) {
  const map = (state.map = openMap(here, state.data.words, () => corners(state.data.bbox), style(), {}, () => state.painted));
  addImages(map);
  map.once("load", () => { state.ready = true; loadFixed(); loadAreas(); showPoint(); });
  map.on("click", pick);
  map.on("mousemove", (event) => {
    const found = map.queryRenderedFeatures(around(event.point, 4), { layers: [vehiclesShown(), "hub-fill", "no_parking-fill", "areas"] });
    map.getCanvas().style.cursor = found.length ? "pointer" : "";
  });
  map.getCanvas().setAttribute("aria-describedby", "map-label");
}

/* ---- Data ---- */

const vehiclesShown = () => `vehicles-${state.shown}`;

async function get(url) {
  const answer = await fetch(url);
  return answer.ok ? answer.json() : NOTHING;
}

/* What a map that is still opening will draw is on its way meanwhile. */
function ask(...kinds) {
  for (const url of new Set(kinds.map(areasUrl))) state.coming.set(url, get(url).catch(() => NOTHING));
  setTimeout(() => state.coming.clear(), 20000);
}

function read(kind) {
  const url = areasUrl(kind);
  return state.coming.get(url) || get(url);
}

function loadFixed() {
  const put = (source, name) => (shapes) => { state[name] = shapes; state.map.getSource(source).setData(shapes); };
  read("hub").then(put("hub", "hubs"));
  loadZones();
  read("district").then(put("district", "districts"));
}

/* Zones in force change with the moment asked about, and by the hour. */
async function loadZones() {
  const moment = state.data.moment;
  if (state.zoned && state.zoned.moment === moment && Date.now() - state.zoned.at < 60000) return;
  state.zoned = { moment, at: Date.now() };
  const shapes = await read("no_parking");
  if (moment !== state.data.moment) return;
  state.zones = shapes;
  state.map.getSource("no_parking").setData(shapes);
}

/* Borders are read once for each kind, and again when a moment has other versions of them. */
async function loadAreas() {
  const data = state.data, known = state.areas ? new Set(state.areas.features.map((area) => area.id)) : new Set();
  const same = state.kind === data.kind && Object.keys(data.values || {}).every((id) => known.has(Number(id)));
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
  if (!data.values) return;
  map.removeFeatureState({ source: "areas" });
  for (const [id, value] of Object.entries(data.values)) {
    if (value !== null) map.setFeatureState({ source: "areas", id: Number(id) }, { value });
  }
  map.setPaintProperty("areas", "fill-color", densityFill());
  map.setLayoutProperty("areas-partial", "visibility", data.partial ? "visible" : "none");
  for (const layer of ["chosen", "chosen-halo"]) map.setFilter(layer, ["==", ["id"], data.area ?? -1]);
  state.painted = true;
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
  if (vehicle) { state.flown = null; mark(vehicle.geometry.coordinates); return tell({ vehicle: vehicle.id }); }
  mark(null);
  const zone = state.map.getZoom() > 12.5 && find(["hub-fill", "no_parking-fill"], event.point);
  if (zone) return tell({ zone: zone.id });
  const area = find(["areas"], event.point);
  return area && tell({ area: area.id });
}

function mark(place) {
  state.pointed = place
    ? { type: "FeatureCollection", features: [{ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: place } }] }
    : NOTHING;
  if (state.ready) state.map.getSource("pointed").setData(state.pointed);
}

/* A vehicle that the address names is shown once. */
function showPoint() {
  const place = state.data.point;
  if (!place || String(place) === state.flown) return;
  state.flown = String(place);
  mark(place);
  state.map.flyTo({ center: place, zoom: 15.5, animate: false });
}

stoep.fly = function (place) {
  state.flown = String(place);
  mark(place);
  document.getElementById("map").scrollIntoView({ behavior: still ? "auto" : "smooth" });
  if (state.map) state.map.flyTo({ center: place, zoom: 15.5, animate: !still });
};

/* ---- What the server's answers call ---- */

/* The map opens while its numbers are asked for; they come by `showMap`. */
stoep.beginMap = function (data, theme, base) {
  if (state.data || !data || !theme) return window.dash_clientside.no_update;
  const answer = stoep.showMap(data, theme, base);
  ask("hub", "no_parking", "district", data.kind);
  return answer;
};

stoep.showMap = function (data, theme, base) {
  const same = window.dash_clientside.no_update;
  if (!data || !theme) return same;
  const before = state.data, turned = theme !== state.theme;
  Object.assign(state, { data, theme, base });
  const here = document.getElementById("map-canvas");
  if (!here) return same;
  if (!state.map || state.map.getContainer() !== here) {
    if (!here.dataset.asked) withMapLibre(here, data.words, () => start(here));
    here.dataset.asked = "yes";
  } else if (state.ready) {
    if (turned) { state.map.setStyle(style(), { diff: false }); state.map.once("style.load", () => { addImages(state.map); state.kind = null; state.shown = "a"; loadAreas(); }); }
    else {
      loadAreas();
      const begun = before.values === null && String(tiles(before)) === String(tiles(data));
      if (before !== data && !begun) { loadZones(); showVehicles(); }
      if (before !== data) showPoint();
    }
  }
  return same;
};
