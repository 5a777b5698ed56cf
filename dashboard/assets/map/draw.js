/* Drawing an area on a map of shapes: click to put points, undo, clear. The points are a text in a box,
   so that it goes without the map as well: `longitude, latitude`, one a line. What is round it:
   <div class="draw" data-map="NAME of the map" data-text="id of the box"> with .draw-undo, .draw-clear. */
const sketches = {};

function pointsOf(text) {
  const lines = (text || "").split(/[\n;]/).map((line) => line.trim()).filter(Boolean);
  const points = lines.map((line) => line.split(/[\s,]+/).map(Number));
  return points.filter((point) => point.length === 2 && point.every(Number.isFinite) && Math.abs(point[0]) <= 180 && Math.abs(point[1]) <= 90);
}

function textOf(points) { return points.map((point) => point.map((one) => one.toFixed(5)).join(", ")).join("\n"); }

function boxOf(name) { return document.querySelector(`.draw[data-map="${name}"]`); }

/* Other points: the box is told, and what listens to it draws them. */
function rewrite(name, change) {
  const box = boxOf(name), field = box && document.getElementById(box.dataset.text);
  if (!field) return;
  const text = textOf(change(pointsOf(field.value)));
  window.dash_clientside.set_props(box.dataset.text, { value: text });
  sketch(name, text);
}

document.addEventListener("shapes-map", ({ detail: { name, map } }) => {
  if (!boxOf(name)) return;
  sketches[name] = map;
  const begin = () => { layOut(map); sketch(name, document.getElementById(boxOf(name)?.dataset.text)?.value); };
  if (map.isStyleLoaded()) begin();
  map.on("style.load", begin);
  map.on("click", ({ lngLat }) => rewrite(name, (points) => [...points, [lngLat.lng, lngLat.lat]]));
  map.getCanvas().style.cursor = "crosshair";
});

document.addEventListener("click", (event) => {
  const button = event.target.closest(".draw-undo, .draw-clear"), box = button?.closest(".draw");
  if (box) rewrite(box.dataset.map, button.classList.contains("draw-undo") ? (points) => points.slice(0, -1) : () => []);
});

function layOut(map) {
  if (map.getSource("sketch")) return;
  const ink = document.documentElement.dataset.theme === "dark" ? "#ffd24a" : "#b3123f";
  map.addSource("sketch", { type: "geojson", data: NOTHING });
  map.addLayer({ id: "sketch-fill", type: "fill", source: "sketch", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": ink, "fill-opacity": 0.18 } });
  map.addLayer({ id: "sketch-line", type: "line", source: "sketch", paint: { "line-color": ink, "line-width": 2.5 } });
  map.addLayer({ id: "sketch-points", type: "circle", source: "sketch", filter: ["==", ["geometry-type"], "Point"],
    paint: { "circle-radius": 5, "circle-color": ink, "circle-stroke-color": "#ffffff", "circle-stroke-width": 1.5 } });
}

function sketch(name, text) {
  const source = sketches[name]?.getSource("sketch"), points = pointsOf(text);
  if (!source) return;
  const shape = (type, coordinates) => ({ type: "Feature", properties: {}, geometry: { type, coordinates } });
  const features = points.map((point) => shape("Point", point));
  if (points.length === 2) features.push(shape("LineString", points));
  if (points.length > 2) features.push(shape("Polygon", [[...points, points[0]]]));
  source.setData({ type: "FeatureCollection", features });
  sketches[name].getContainer().dataset.points = points.length;
}

/* What was typed is drawn too. */
stoep.showSketch = function (text) {
  document.querySelectorAll(".draw").forEach((box) => {
    if (document.getElementById(box.dataset.text)?.value === text) sketch(box.dataset.map, text);
  });
  return window.dash_clientside.no_update;
};
