/* A map of shapes by class: polygons, lines and points with a colour and a second cue each; one that is
   pointed at is told to the page. What is drawn comes in a store: see parts/shapes_map.py. */
const shapeMaps = {}, POINT = ["==", ["geometry-type"], "Point"];

stoep.showShapes = function (data, theme, base) {
  const same = window.dash_clientside.no_update;
  if (!data || !theme) return same;
  const here = document.getElementById(`${data.name}-map`);
  if (!here) return same;
  const kept = shapeMaps[data.name];
  const one = kept && kept.here === here ? kept : (shapeMaps[data.name] = { here, map: null, ready: false });
  const told = JSON.stringify([data, theme]);
  if (one.map && one.told === told) return same;
  one.told = told;
  const turned = one.theme !== theme, recoloured = JSON.stringify(one.data?.classes) !== JSON.stringify(data.classes);
  Object.assign(one, { data, theme, base });
  if (!one.map) {
    if (!one.asked) whenNear(here, () => whenIdle(() => withMapLibre(here, one.data.words, () => startShapes(one))));
    one.asked = true;
  } else if (turned || recoloured) {
    one.map.setStyle(shapesStyle(one), { diff: false });
    one.map.once("style.load", () => addShapeImages(one));
  } else if (one.ready) {
    one.map.getSource("shapes").setData(data.shapes);
    choose(one);
  }
  return same;
};

function startShapes(one) {
  const map = (one.map = openMap(one.here, one.data.words, () => corners(one.data.bbox), shapesStyle(one)));
  addShapeImages(one);
  map.once("load", () => { one.ready = true; map.getSource("shapes").setData(one.data.shapes); choose(one); });
  const found = (point) => map.queryRenderedFeatures([[point.x - 4, point.y - 4], [point.x + 4, point.y + 4]],
    { layers: ["points", "fills"] })[0];
  map.on("click", (event) => {
    const shape = found(event.point), id = shape?.properties.id;
    if (id !== undefined) window.dash_clientside.set_props(`${one.data.name}-picked`, { data: { id: String(id), at: Date.now() } });
  });
  map.on("mousemove", (event) => { map.getCanvas().style.cursor = found(event.point) ? "pointer" : ""; });
  map.getCanvas().setAttribute("aria-describedby", `${one.data.name}-map-label`);
  document.dispatchEvent(new CustomEvent("shapes-map", { detail: { name: one.data.name, map } }));
}

function addShapeImages({ map, data, theme }) {
  data.classes.forEach((kind, i) => add(map, `mark-${theme}-${kind.key}`, icon(SHAPES[i % SHAPES.length], kind[theme])));
  add(map, `hatch-${theme}`, hatch(theme === "dark"));
}

/* A point that is picked gets a ring, and the map goes there: among many it is hard to find. */
function choose(one) {
  const { map, data } = one, picked = String(data.picked ?? "");
  const chosen = ["==", ["to-string", ["get", "id"]], picked];
  for (const layer of ["chosen", "chosen-halo"]) map.setFilter(layer, chosen);
  map.setFilter("chosen-point", ["all", POINT, chosen]);
  const point = data.shapes.features.find(({ properties, geometry }) => String(properties.id) === picked && geometry.type === "Point");
  if (point && one.flown !== picked) map.flyTo({ center: point.geometry.coordinates, zoom: Math.max(map.getZoom(), 14.5), animate: !still });
  one.flown = picked;
}

function shapesStyle({ data, theme, base }) {
  const land = LAND[theme], below = ground(base || { kind: "none" }, theme);
  const kind = ["get", "class"], flat = ["match", ["geometry-type"], ["Polygon", "MultiPolygon"], true, false];
  const colour = ["match", kind, ...data.classes.flatMap((one) => [one.key, one[theme]]), "rgba(0,0,0,0)"];
  const hatched = data.classes.filter((one) => one.hatched).map((one) => one.key);
  const chosen = ["==", ["to-string", ["get", "id"]], String(data.picked ?? "")];
  return {
    version: 8,
    sources: { ...below.sources, shapes: { type: "geojson", data: data.shapes } },
    layers: [
      ...below.layers,
      { id: "fills", type: "fill", source: "shapes", filter: flat, paint: { "fill-color": colour, "fill-opacity": 0.66 } },
      { id: "hatched", type: "fill", source: "shapes", filter: ["all", flat, ["in", kind, ["literal", hatched]]],
        paint: { "fill-pattern": `hatch-${theme}` } },
      below.roads,
      { id: "edges", type: "line", source: "shapes", filter: flat,
        paint: { "line-color": land.border, "line-width": 1.2, "line-opacity": 0.8 } },
      { id: "chosen-halo", type: "line", source: "shapes", filter: chosen, paint: { "line-color": land.ground, "line-width": 5 } },
      { id: "chosen", type: "line", source: "shapes", filter: chosen, paint: { "line-color": land.chosen, "line-width": 2.5 } },
      { id: "lines", type: "line", source: "shapes", filter: ["==", ["geometry-type"], "LineString"],
        layout: { "line-cap": "round", "line-join": "round" },
        paint: { "line-color": colour, "line-width": ["coalesce", ["get", "width"], 2], "line-opacity": 0.7 } },
      { id: "points", type: "symbol", source: "shapes", filter: ["==", ["geometry-type"], "Point"],
        layout: { "icon-image": ["concat", `mark-${theme}-`, kind], "icon-allow-overlap": true,
          "icon-size": ["interpolate", ["linear"], ["zoom"], 10, 0.7, 16, 1.2] } },
      { id: "chosen-point", type: "circle", source: "shapes", filter: ["all", POINT, chosen],
        paint: { "circle-radius": 15, "circle-color": "rgba(0,0,0,0)", "circle-stroke-width": 3, "circle-stroke-color": land.chosen } },
      { ...names("shapes", theme, false, 12.6, 24), filter: ["!=", ["get", "name"], ""] },
      { ...names("shapes", theme, true, 0, 12.6, "label"), id: "shapes-labels", filter: ["has", "label"] },
    ],
  };
}
