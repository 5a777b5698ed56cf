/* The bridge between the page and MapLibre: draws what the server's answer says, tells what is
   clicked. All data comes from our own origin. */
window.dash_clientside = window.dash_clientside || {};

const stoep = (window.dash_clientside.stoep = {});
const state = { map: null, ready: false, data: null, kind: null, areas: {} };
const ICON = 26;

/* Shapes by duration class: the second cue beside colour. Bigger and more pointed is longer. */
const SHAPES = [
  { draw: circle, size: 0.26 },
  { draw: circle, size: 0.34 },
  { draw: triangle, size: 0.42 },
  { draw: square, size: 0.36 },
  { draw: diamond, size: 0.46 },
  { draw: ring, size: 0.3 },
];

function circle(pen, c, r) { pen.arc(c, c, r, 0, 2 * Math.PI); }
function ring(pen, c, r) { pen.arc(c, c, r, 0, 2 * Math.PI); }
function triangle(pen, c, r) {
  pen.moveTo(c, c - r); pen.lineTo(c + r * 0.95, c + r * 0.75); pen.lineTo(c - r * 0.95, c + r * 0.75);
  pen.closePath();
}
function square(pen, c, r) { pen.rect(c - r * 0.85, c - r * 0.85, r * 1.7, r * 1.7); }
function diamond(pen, c, r) {
  pen.moveTo(c, c - r); pen.lineTo(c + r, c); pen.lineTo(c, c + r); pen.lineTo(c - r, c); pen.closePath();
}

function icon(shape, colour, hollow) {
  const scale = 2, size = ICON * scale, canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const pen = canvas.getContext("2d");
  pen.beginPath();
  shape.draw(pen, size / 2, size * shape.size);
  pen.lineJoin = "round";
  pen.lineWidth = 6; pen.strokeStyle = "#ffffff"; pen.stroke();
  if (hollow) {
    pen.fillStyle = "#ffffff"; pen.fill();
    pen.lineWidth = 4.5; pen.strokeStyle = colour; pen.stroke();
  } else {
    pen.fillStyle = colour; pen.fill();
    pen.lineWidth = 1.5; pen.strokeStyle = "rgba(20,32,46,.75)"; pen.stroke();
  }
  return { image: pen.getImageData(0, 0, size, size), options: { pixelRatio: scale } };
}

function tiles(data) {
  const moment = data.moment ? `?moment=${encodeURIComponent(data.moment)}` : "";
  return [`${location.origin}/v1/tiles/vehicles/{z}/{x}/{y}${moment}`];
}

function areasUrl(data, kind) {
  const at = data.moment ? `&moment=${encodeURIComponent(data.moment)}` : "";
  return `/v1/areas?kind=${kind}&municipality=${encodeURIComponent(data.municipality)}${at}`;
}

const EMPTY = { type: "FeatureCollection", features: [] };
const LAND = {
  sea: "#cfe3ee", water: "#cfe3ee", beach: "#f3e6c4", dune: "#e3e8cf", park: "#dbe8d2",
  road: "#ffffff", tram: "#d8d3de",
};

function style() {
  const colour = ["match", ["get", "layer"], ...Object.entries(LAND).flat(), "#e6e8ea"];
  return {
    version: 8,
    sources: {
      land: { type: "geojson", data: "/basemap" },
      areas: { type: "geojson", data: EMPTY },
      hub: { type: "geojson", data: EMPTY },
      no_parking: { type: "geojson", data: EMPTY },
      vehicles: { type: "vector", tiles: tiles(state.data), minzoom: 0, maxzoom: 18 },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": "#f4f2ee" } },
      { id: "land", type: "fill", source: "land", filter: ["==", ["geometry-type"], "Polygon"],
        paint: { "fill-color": colour } },
      { id: "areas", type: "fill", source: "areas",
        paint: { "fill-color": fillOf(state.data), "fill-opacity": 0.62 } },
      { id: "roads", type: "line", source: "land",
        filter: ["==", ["geometry-type"], "LineString"],
        layout: { "line-cap": "round", "line-join": "round" },
        paint: { "line-color": colour, "line-opacity": 0.9,
          "line-width": ["interpolate", ["linear"], ["zoom"], 10, ["match", ["get", "layer"], "road", 1.6, 0.8],
            15, ["match", ["get", "layer"], "road", 6, 2.5]] } },
      { id: "borders", type: "line", source: "areas",
        paint: { "line-color": "#5d7385", "line-width": 0.8, "line-opacity": 0.7 } },
      { id: "chosen", type: "line", source: "areas", filter: ["==", ["id"], -1],
        paint: { "line-color": "#14202e", "line-width": 3 } },
      { id: "no_parking", type: "line", source: "no_parking",
        paint: { "line-color": "#8a1538", "line-width": 2.5, "line-dasharray": [2, 1.4] } },
      { id: "no_parking_fill", type: "fill", source: "no_parking",
        paint: { "fill-color": "#8a1538", "fill-opacity": 0.13 } },
      { id: "hub_fill", type: "fill", source: "hub",
        paint: { "fill-color": "#123b5d", "fill-opacity": 0.16 } },
      { id: "hub", type: "line", source: "hub",
        paint: { "line-color": "#123b5d", "line-width": 2 } },
      { id: "vehicles", type: "symbol", source: "vehicles", "source-layer": "vehicles",
        layout: {
          "icon-image": ["concat", "class-", ["to-string", ["get", "class"]]],
          "icon-size": ["interpolate", ["linear"], ["zoom"], 10, 0.42, 13, 0.72, 16, 1.05],
          "icon-allow-overlap": true, "icon-ignore-placement": true,
          "symbol-sort-key": ["match", ["get", "class"], 5, 0, ["+", ["get", "class"], 1]],
        } },
    ],
  };
}

function fillOf(data) {
  const steps = ["step", ["coalesce", ["feature-state", "value"], -1], data.unknown, 0, data.density[0]];
  data.steps.forEach((limit, i) => steps.push(limit, data.density[i + 1]));
  return steps;
}

function pick(event) {
  const near = 6, at = event.point;
  const box = [[at.x - near, at.y - near], [at.x + near, at.y + near]];
  const vehicle = state.map.queryRenderedFeatures(box, { layers: ["vehicles"] })[0];
  if (vehicle) {
    window.dash_clientside.set_props("picked", { data: { vehicle: vehicle.id } });
    return;
  }
  const area = state.map.queryRenderedFeatures(at, { layers: ["areas"] })[0];
  if (!area) return;
  const [value, vehicles, area_m2, name] = state.data.values[area.id] || [null, null, 0, area.properties.name];
  const source = area.properties.source;
  window.dash_clientside.set_props("picked", {
    data: { area: area.id, name, value, vehicles, area_m2, source },
  });
}

async function loadAreas() {
  const data = state.data, wanted = `${data.kind} ${data.municipality}`;
  if (state.kind === wanted) return;
  state.kind = wanted;
  const shapes = await (await fetch(areasUrl(data, data.kind))).json();
  if (state.kind !== wanted) return;
  state.map.getSource("areas").setData(shapes);
  paint();
}

function paint() {
  const { map, data } = state;
  map.removeFeatureState({ source: "areas" });
  for (const [id, [value]] of Object.entries(data.values)) {
    if (value !== null) map.setFeatureState({ source: "areas", id: Number(id) }, { value });
  }
  map.setPaintProperty("areas", "fill-color", fillOf(data));
  map.setFilter("chosen", ["==", ["id"], data.picked ?? -1]);
}

function start() {
  const data = state.data, box = data.bbox;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = (state.map = new maplibregl.Map({
    container: "map-canvas", style: style(), bounds: [[box[0], box[1]], [box[2], box[3]]],
    fitBoundsOptions: { padding: 18 }, attributionControl: false, dragRotate: false,
    pitchWithRotate: false, fadeDuration: 0, cooperativeGestures: false, maxZoom: 18,
    keyboard: true, ...(still ? { scrollZoom: true } : {}),
  }));
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibregl.ScaleControl({ maxWidth: 110 }), "bottom-left");
  SHAPES.forEach((shape, i) => {
    const made = icon(shape, data.duration[i], i === 5);
    map.addImage(`class-${i}`, made.image, made.options);
  });
  map.on("load", async () => {
    state.ready = true;
    for (const kind of ["hub", "no_parking"]) {
      fetch(areasUrl(data, kind)).then((a) => a.json()).then((shapes) => map.getSource(kind).setData(shapes));
    }
    await loadAreas();
  });
  map.once("idle", () => { document.getElementById("map-canvas").dataset.ready = "yes"; });
  map.on("click", pick);
  const canvas = map.getCanvas();
  canvas.setAttribute("aria-describedby", "map-label");
  canvas.setAttribute("aria-label", document.querySelector("#map h2").textContent);
}

stoep.showMap = function (data) {
  if (!data) return window.dash_clientside.no_update;
  const before = state.data;
  state.data = data;
  const here = document.getElementById("map-canvas");
  if (!here) return window.dash_clientside.no_update;
  if (!window.maplibregl || !document.createElement("canvas").getContext("webgl2")) {
    here.dataset.ready = "none";
    return window.dash_clientside.no_update;
  }
  if (!state.map) {
    start();
  } else if (state.ready) {
    state.map.getSource("vehicles").setTiles(tiles(data));
    if (!before || before.kind !== data.kind) loadAreas();
    else paint();
  }
  return window.dash_clientside.no_update;
};

/* The address tells the view, so that it can be shared and comes back after a reload. */
stoep.keepAddress = function (view) {
  if (!view) return window.dash_clientside.no_update;
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
  document.documentElement.lang = view.lang;
  const search = told.toString();
  history.replaceState(null, "", (search ? `?${search}` : location.pathname) + location.hash);
  return window.dash_clientside.no_update;
};

stoep.switchTheme = function (clicks, theme) {
  const next = clicks ? (theme === "dark" ? "light" : "dark") : theme;
  document.documentElement.dataset.theme = next;
  return [next, next];
};
