/* Drawing a zone on the map: by mouse or finger, and by keyboard with a cross. What is drawn is a list
   of parts, each a list of rings of [longitude, latitude] whose last point is not said twice; while a
   border is being drawn its points are in `open`. */
{
const Z = stoep.zones, NEAR = 9, STEP = 12, FAST = 48, EDGE = 30, MOST_MIDDLES = 400, MOST_UNDO = 200;
const D = (Z.drawing = {
  here: null, map: null, ready: false, parts: [], open: [], chosen: null, held: null, undo: [], cross: null,
});
const words = () => D.data.words;
const say = (text, bad) => Z.say("zones-draw-said", text, bad);
const place = ([lon, lat]) => `${lat.toFixed(5)}, ${lon.toFixed(5)}`;
const round = ({ lng, lat }) => [Number(lng.toFixed(7)), Number(lat.toFixed(7))];

/* ---- What is drawn, as shapes and as text ---- */

D.points = () => D.parts.flat(2).length + (D.open?.length || 0);
D.whole = () => D.parts.length > 0 && !(D.open?.length);
D.geometry = () => ({ type: "MultiPolygon", coordinates: D.parts.map((rings) => rings.map((ring) => [...ring, ring[0]])) });
D.take = function (parts, open = parts.length ? null : []) { D.parts = parts; D.open = open; D.chosen = D.held = null; };
D.read = function (geometry) {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  return polygons.map((rings) => rings.map((ring) => ring.slice(0, -1).map(([lon, lat]) => [lon, lat])));
};
D.text = () => [...D.parts.map((rings) => rings[0]), ...(D.open?.length ? [D.open] : [])]
  .map((ring) => ring.map(place).join("\n")).join("\n\n");

function shapes() {
  const features = [], put = (type, coordinates, properties) =>
    features.push({ type: "Feature", geometry: { type, coordinates }, properties });
  D.parts.forEach((rings, p) => {
    put("Polygon", rings.map((ring) => [...ring, ring[0]]), { what: "area" });
    rings.forEach((ring, r) => ring.forEach((point, i) => put("Point", point, { what: "point", p, r, i, chosen: same(D.chosen, { p, r, i }) })));
  });
  if (D.points() <= MOST_MIDDLES) {
    D.parts.forEach((rings, p) => rings.forEach((ring, r) => ring.forEach((point, i) => {
      const next = ring[(i + 1) % ring.length];
      put("Point", [(point[0] + next[0]) / 2, (point[1] + next[1]) / 2], { what: "middle", p, r, i });
    })));
  }
  if (D.open?.length) {
    if (D.open.length > 1) put("LineString", D.open, { what: "line" });
    D.open.forEach((point, i) => put("Point", point, { what: "point", p: -1, r: 0, i, chosen: same(D.chosen, { p: -1, r: 0, i }) }));
  }
  return { type: "FeatureCollection", features };
}
const same = (one, other) => one !== null && one.p === other.p && one.r === other.r && one.i === other.i;
const ringOf = ({ p, r }) => (p < 0 ? D.open : D.parts[p][r]);

D.draw = function () {
  if (D.ready) D.map.getSource("draft").setData(shapes());
  Z.form.changed();
};

/* ---- Changing it; each change can be undone ---- */

function before() {
  Z.form.dirty = true;
  D.undo.push(JSON.stringify([D.parts, D.open]));
  if (D.undo.length > MOST_UNDO) D.undo.shift();
}
D.place = function (point) {
  before();
  if (D.open === null) return say(words().tool_part);
  D.open.push(point);
  say(Z.fill(words().point, { n: D.open.length, place: place(point) }));
  D.draw();
};
D.finish = function () {
  if (!D.open?.length) return D.parts.length > 0;
  if (D.open.length < 3) { say(words().too_few, true); return false; }
  before();
  D.parts.push([D.open]);
  D.open = null;
  say(words().finished);
  D.draw();
  return true;
};
const tools = {
  finish: D.finish,
  undo() {
    if (!D.undo.length) return say(words().nothing_undone);
    D.take(...JSON.parse(D.undo.pop()));
    say(words().undone);
    D.draw();
  },
  remove() {
    const at = D.chosen || (D.open?.length ? { p: -1, r: 0, i: D.open.length - 1 } : null);
    if (!at) return say(words().how_3);
    const ring = ringOf(at);
    before();
    if (at.p >= 0 && ring.length <= 3) {
      if (at.r === 0) D.parts.splice(at.p, 1); else D.parts[at.p].splice(at.r, 1);
      if (!D.parts.length) D.open = [];
    } else ring.splice(at.i, 1);
    D.chosen = null;
    say(words().removed);
    D.draw();
  },
  part() {
    if (D.open?.length && !D.finish()) return;
    D.open = [];
    say(words().new_part);
    D.draw();
  },
  clear() {
    before();
    D.take([]);
    say(words().begun);
    D.draw();
  },
  text() {
    const parts = Z.readText(Z.field("text").value, D.data.bbox);
    if (!parts) return say(words().text_bad, true);
    before();
    D.take(parts);
    say(Z.fill(words().text_read, { n: D.points() }));
    D.draw();
    D.show();
  },
};
document.addEventListener("click", (event) => {
  const button = event.target.closest("button.tool[data-tool]");
  if (button && D.data) tools[button.dataset.tool]();
});

/* ---- The map ---- */

D.open_map = function (data, theme, base) {
  const here = document.getElementById("zones-draw"), fresh = D.here !== here;
  Object.assign(D, { data, theme, base });
  if (fresh) {
    Object.assign(D, { here, map: null, ready: false });
    withMapLibre(here, data.map, start);
  } else if (D.map) {
    D.map.setStyle(style(), { diff: false });
    D.map.once("style.load", D.draw);
  }
};
D.show = function () {
  const points = [...D.parts.flat(2), ...(D.open || [])];
  if (!D.map || !points.length) return;
  const lons = points.map(([lon]) => lon), lats = points.map(([, lat]) => lat);
  D.map.fitBounds([[Math.min(...lons), Math.min(...lats)], [Math.max(...lons), Math.max(...lats)]], { padding: 60, maxZoom: 17, animate: false });
};

function start() {
  const map = (D.map = openMap(D.here, D.data.map, () => corners(D.data.bbox), style(), { doubleClickZoom: false, keyboard: false }));
  const box = map.getCanvasContainer();
  D.cross = null;
  D.sign = document.createElement("div");
  D.sign.className = "cross";
  D.sign.hidden = true;
  D.here.append(D.sign);
  map.getCanvas().setAttribute("aria-describedby", "zones-draw-label");
  map.once("load", () => { D.ready = true; readAround(); D.draw(); D.show(); D.here.dataset.drawing = "yes"; });
  map.on("click", click);
  map.on("dblclick", () => { if (D.open?.length > 2) D.finish(); });
  map.on("mousedown", (event) => grab(event, "mousemove", "mouseup"));
  map.on("touchstart", (event) => { if (event.points.length === 1) grab(event, "touchmove", "touchend"); });
  map.on("mousemove", (event) => { map.getCanvas().style.cursor = at(event.point, "point", "middle") ? "grab" : D.open ? "crosshair" : ""; });
  box.addEventListener("keydown", key);
  map.getCanvas().addEventListener("blur", () => { D.sign.hidden = true; });
  map.getCanvas().addEventListener("focus", () => { if (map.getCanvas().matches(":focus-visible")) cross(0, 0); });
}

/* What is around it: the border of the municipality, and the other zones. */
async function readAround() {
  const read = async (path) => { try { const a = await fetch(`/v1/${path}`); return a.ok ? await a.json() : NOTHING; } catch { return NOTHING; } };
  const [border, zones] = await Promise.all([
    read(`areas/${D.data.border}`), read(`zones?municipality=${encodeURIComponent(D.data.municipality)}`)]);
  const others = { ...zones, features: (zones.features || []).filter((one) => one.id !== D.data.zone?.id && one.properties.phase !== "archived") };
  Object.assign(D, { border, others });
  if (D.map.getSource("border")) { D.map.getSource("border").setData(border); D.map.getSource("others").setData(others); }
}

function style() {
  const land = LAND[D.theme], below = ground(D.base || { kind: "none" }, D.theme), dark = D.theme === "dark";
  const ink = dark ? "#ffd24a" : "#9a3b00", is = (what) => ["==", ["get", "what"], what];
  const source = (data) => ({ type: "geojson", data: data || NOTHING });
  const kind = ["match", ["get", "kind"], "hub", land.hub, "no_parking", land.zone, land.border];
  return {
    version: 8,
    sources: { ...below.sources, border: source(D.border), others: source(D.others), draft: source(shapes()) },
    layers: [
      ...below.layers, below.roads,
      { id: "border", type: "line", source: "border", paint: { "line-color": land.border, "line-width": 1.6, "line-dasharray": [3, 2] } },
      { id: "others-fill", type: "fill", source: "others", paint: { "fill-color": kind, "fill-opacity": 0.12 } },
      { id: "others", type: "line", source: "others", paint: { "line-color": kind, "line-width": 1.4 } },
      { id: "draft-area", type: "fill", source: "draft", filter: is("area"), paint: { "fill-color": ink, "fill-opacity": 0.22 } },
      { id: "draft-edge", type: "line", source: "draft", filter: is("area"), paint: { "line-color": ink, "line-width": 3 } },
      { id: "draft-line", type: "line", source: "draft", filter: is("line"), paint: { "line-color": ink, "line-width": 3, "line-dasharray": [2, 1.2] } },
      { id: "draft-middle", type: "circle", source: "draft", filter: is("middle"),
        paint: { "circle-radius": 4, "circle-color": ink, "circle-opacity": 0.55 } },
      { id: "draft-point", type: "circle", source: "draft", filter: is("point"),
        paint: { "circle-radius": ["case", ["get", "chosen"], 9, 6.5], "circle-color": ["case", ["get", "chosen"], ink, dark ? "#141d26" : "#ffffff"],
          "circle-stroke-width": 3, "circle-stroke-color": ink } },
      { ...names("others", D.theme, false, 14, 24) },
    ],
  };
}

/* The nearest drawn thing at a place on the screen. */
function at(point, ...whats) {
  if (!D.ready) return null;
  const box = [[point.x - NEAR, point.y - NEAR], [point.x + NEAR, point.y + NEAR]];
  const found = D.map.queryRenderedFeatures(box, { layers: whats.map((what) => `draft-${what}`) });
  const off = (one) => { const p = D.map.project(one.geometry.coordinates); return Math.hypot(p.x - point.x, p.y - point.y); };
  return found.sort((a, b) => (a.properties.what < b.properties.what ? 1 : a.properties.what > b.properties.what ? -1 : off(a) - off(b)))[0]?.properties || null;
}

function click(event) {
  if (D.dragged) { D.dragged = false; return; }
  const found = at(event.point, "point");
  if (found && found.p < 0 && found.i === 0 && D.open.length > 2) return D.finish();
  if (found && found.p < 0 && found.i === D.open.length - 1) return;
  if (found) {
    D.chosen = { p: found.p, r: found.r, i: found.i };
    say(Z.fill(words().selected, { n: found.i + 1 }));
    return D.draw();
  }
  if (D.open) return D.place(round(event.lngLat));
  D.chosen = null;
  D.draw();
}

function grab(event, move, up) {
  const found = at(event.point, "point", "middle");
  if (!found || (found.p < 0 && found.what === "middle")) return;
  event.preventDefault();
  let begun = false;
  const from = event.point;
  const moved = (now) => {
    if (!begun && Math.hypot(now.point.x - from.x, now.point.y - from.y) < 3) return;
    if (!begun) {
      before();
      begun = true;
      if (found.what === "middle") { ringOf(found).splice(found.i + 1, 0, round(now.lngLat)); found.i += 1; found.what = "point"; }
    }
    ringOf(found)[found.i] = round(now.lngLat);
    D.map.getSource("draft").setData(shapes());
  };
  D.map.on(move, moved);
  D.map.once(up, () => {
    D.map.off(move, moved);
    if (!begun) return;
    D.dragged = true;
    setTimeout(() => { D.dragged = false; }, 50);
    say(Z.fill(words().put_down, { place: place(ringOf(found)[found.i]) }));
    D.draw();
  });
}

/* ---- By keyboard ---- */

function cross(dx, dy) {
  const { clientWidth: width, clientHeight: height } = D.here;
  D.cross ||= { x: width / 2, y: height / 2 };
  let x = D.cross.x + dx, y = D.cross.y + dy;
  const pan = [Math.max(0, x - (width - EDGE)) - Math.max(0, EDGE - x), Math.max(0, y - (height - EDGE)) - Math.max(0, EDGE - y)];
  if (pan[0] || pan[1]) D.map.panBy([pan[0] && Math.sign(pan[0]) * width / 3, pan[1] && Math.sign(pan[1]) * height / 3], { animate: false });
  if (pan[0]) x -= Math.sign(pan[0]) * width / 3;
  if (pan[1]) y -= Math.sign(pan[1]) * height / 3;
  D.cross = { x, y };
  D.sign.hidden = false;
  D.sign.style.transform = `translate(${x}px, ${y}px)`;
  const lngLat = D.map.unproject([x, y]);
  if (D.held) {
    ringOf(D.held)[D.held.i] = round(lngLat);
    D.map.getSource("draft").setData(shapes());
  } else if (dx || dy) say(Z.fill(words().crosshair, { place: place(round(lngLat)) }));
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
function key(event) {
  if (event.altKey || (event.ctrlKey && event.key !== "z") || event.metaKey) return;
  const arrow = ARROWS[event.key], far = event.shiftKey ? FAST : STEP;
  if (arrow) cross(arrow[0] * far, arrow[1] * far);
  else if (event.key === "Enter" || event.key === " ") press();
  else if (event.key === "Backspace" || event.key === "u" || event.key === "z") tools.undo();
  else if (event.key === "Delete") tools.remove();
  else if (event.key === "f") D.finish();
  else if (event.key === "+" || event.key === "=") D.map.zoomIn({ animate: false });
  else if (event.key === "-") D.map.zoomOut({ animate: false });
  else return;
  event.preventDefault();
}
function press() {
  cross(0, 0);
  const point = round(D.map.unproject([D.cross.x, D.cross.y]));
  if (D.held) {
    D.held = D.chosen = null;
    say(Z.fill(words().put_down, { place: place(point) }));
    return D.draw();
  }
  const found = at(D.cross, "point");
  if (found && found.p < 0 && found.i === 0 && D.open.length > 2) return D.finish();
  if (found && found.p >= 0) {
    before();
    D.held = D.chosen = { p: found.p, r: found.r, i: found.i };
    say(words().picked_up);
    return D.draw();
  }
  if (D.open) return D.place(point);
  return say(words().how_5);
}
}
