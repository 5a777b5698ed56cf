/* Drawing an area on a map: by mouse or finger, by keyboard with a cross, and as text. What is drawn is
   a list of parts (see draw-text.js); while a border is being drawn its points are in `open`.
   `stoep.drawing(name)` gives the one of a name, for which parts/draw_map.py makes room; a page that
   is to hear of changes sets its `changed`. */
{
const NEAR = 9, NEAR_FINGER = 22, STEP = 12, FAST = 48, EDGE = 30, MOST_MIDDLES = 400, MOST_UNDO = 200;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const round = ({ lng, lat }) => [Number(lng.toFixed(7)), Number(lat.toFixed(7))];
const same = (one, other) => one !== null && one.p === other.p && one.r === other.r && one.i === other.i;
const finger = ({ originalEvent }) => originalEvent?.pointerType === "touch" || originalEvent?.type.startsWith("touch");
const drawings = {};

class Drawing {
  here = null; map = null; ready = false; parts = []; open = []; chosen = null; held = null; undo = []; cross = null;
  /* Whether somebody changed it since it was opened, and whether text was written that is not used yet. */
  dirty = false; typed = false;
  changed = () => {};

  constructor(name) { this.name = name; }
  get words() { return this.data.words; }
  part(what) { return document.getElementById(`${this.name}-${what}`); }
  say(text, bad) { stoep.say(`${this.name}-said`, text, bad); }

  /* ---- What is drawn, as shapes and as text ---- */

  points() { return this.parts.flat(2).length + (this.open?.length || 0); }
  whole() { return this.parts.length > 0 && !(this.open?.length); }
  geometry() { return { type: "MultiPolygon", coordinates: this.parts.map((rings) => rings.map((ring) => [...ring, ring[0]])) }; }
  take(parts, open = parts.length ? null : []) { Object.assign(this, { parts, open, chosen: null, held: null }); }
  text() {
    const borders = [...this.parts.map((rings) => rings[0]), ...(this.open?.length ? [this.open] : [])];
    return borders.map((ring) => ring.map(stoep.placeText).join("\n")).join("\n\n");
  }
  ring({ p, r }) { return p < 0 ? this.open : this.parts[p][r]; }

  shapes() {
    const features = [], put = (type, coordinates, properties) =>
      features.push({ type: "Feature", geometry: { type, coordinates }, properties });
    const point = (place, at) => put("Point", place, { what: "point", ...at, chosen: same(this.chosen, at) });
    const few = this.points() <= MOST_MIDDLES;
    this.parts.forEach((rings, p) => {
      put("Polygon", rings.map((ring) => [...ring, ring[0]]), { what: "area" });
      rings.forEach((ring, r) => ring.forEach((place, i) => {
        const next = ring[(i + 1) % ring.length];
        if (few) put("Point", [(place[0] + next[0]) / 2, (place[1] + next[1]) / 2], { what: "middle", p, r, i });
        point(place, { p, r, i });
      }));
    });
    if (this.open?.length > 1) put("LineString", this.open, { what: "line" });
    this.open?.forEach((place, i) => point(place, { p: -1, r: 0, i }));
    return { type: "FeatureCollection", features };
  }
  sketch() { if (this.ready) this.map.getSource("draft").setData(this.shapes()); }

  draw() {
    this.sketch();
    const text = this.part("text");
    if (text && document.activeElement !== text) {
      this.typed = false;
      text.value = this.text();
    }
    if (this.here) this.here.dataset.points = this.points();
    this.changed();
  }

  /* ---- Changing it; each change can be undone ---- */

  before() {
    this.dirty = true;
    this.undo.push(JSON.stringify([this.parts, this.open]));
    if (this.undo.length > MOST_UNDO) this.undo.shift();
  }
  place(point) {
    this.before();
    this.open.push(point);
    this.say(stoep.fill(this.words.point, { n: this.open.length, place: stoep.placeText(point) }));
    this.draw();
  }
  finish() {
    if (!this.open?.length) return this.parts.length > 0;
    if (this.open.length < 3) { this.say(this.words.too_few, true); return false; }
    this.before();
    this.parts.push([this.open]);
    this.open = null;
    this.say(this.words.finished);
    this.draw();
    return true;
  }
  back() {
    if (!this.undo.length) return this.say(this.words.nothing_undone);
    this.take(...JSON.parse(this.undo.pop()));
    this.say(this.words.undone);
    this.draw();
  }
  remove() {
    const at = this.chosen || (this.open?.length ? { p: -1, r: 0, i: this.open.length - 1 } : null);
    if (!at) return this.say(this.words.how_3);
    const ring = this.ring(at);
    this.before();
    if (at.p >= 0 && ring.length <= 3) {
      if (at.r === 0) this.parts.splice(at.p, 1); else this.parts[at.p].splice(at.r, 1);
      if (!this.parts.length) this.open = [];
    } else ring.splice(at.i, 1);
    this.chosen = this.held = null;
    this.say(this.words.removed);
    this.draw();
  }
  another() {
    if (this.open?.length && !this.finish()) return;
    this.open = [];
    this.say(this.words.new_part);
    this.draw();
  }
  clear() {
    this.before();
    this.take([]);
    this.say(this.words.begun);
    this.draw();
  }
  read() {
    const field = this.part("text"), parts = stoep.readParts(field.value, this.data.bbox);
    if (!parts) { this.say(this.words.text_bad, true); return false; }
    this.before();
    this.take(parts);
    this.typed = false;
    this.say(stoep.fill(this.words.text_read, { n: this.points() }));
    this.draw();
    this.show();
    return true;
  }

  /* What stands there is meant: text that was not used yet is, and an open border is closed. Null, or
     the name of what is wrong, which was said then. */
  settle() {
    if (this.typed && !this.read()) return "text_bad";
    if (this.finish()) return null;
    this.say(this.words.too_few, true);
    return "too_few";
  }

  /* ---- The map ---- */

  show() {
    const points = [...this.parts.flat(2), ...(this.open || [])];
    if (!this.map || !points.length) return;
    const lons = points.map(([lon]) => lon), lats = points.map(([, lat]) => lat);
    this.map.fitBounds([[Math.min(...lons), Math.min(...lats)], [Math.max(...lons), Math.max(...lats)]], { padding: 60, maxZoom: 17, animate: false });
  }

  appear(data, theme, base) {
    const here = this.part("map"), fresh = this.here !== here;
    Object.assign(this, { data, theme, base });
    if (fresh) {
      Object.assign(this, { here, map: null, ready: false });
      if (data.parts) { this.take(data.parts); this.draw(); }
      whenNear(here, () => whenIdle(() => withMapLibre(here, data.map, () => this.start())));
    } else if (this.map) {
      this.map.setStyle(this.style(), { diff: false });
      this.map.once("style.load", () => this.sketch());
    }
  }

  start() {
    const map = (this.map = openMap(this.here, this.data.map, () => corners(this.data.bbox), this.style(), { doubleClickZoom: false, keyboard: false }));
    const canvas = map.getCanvas();
    this.cross = null;
    this.sign = document.createElement("div");
    this.sign.className = "cross";
    this.sign.hidden = true;
    this.here.append(this.sign);
    canvas.setAttribute("aria-describedby", `${this.name}-map-label`);
    map.once("load", () => { this.ready = true; this.readAround(); this.sketch(); this.show(); this.here.dataset.drawing = "yes"; });
    map.on("click", (event) => this.click(event));
    map.on("dblclick", () => { if (this.open?.length > 2) this.finish(); });
    map.on("mousedown", (event) => this.grab(event, "mousemove", ["mouseup"]));
    map.on("touchstart", (event) => { if (event.points.length === 1) this.grab(event, "touchmove", ["touchend", "touchcancel"]); });
    map.on("mousemove", (event) => { canvas.style.cursor = this.at(event.point, NEAR, "point", "middle") ? "grab" : this.open ? "crosshair" : ""; });
    map.getCanvasContainer().addEventListener("keydown", (event) => this.key(event));
    canvas.addEventListener("blur", () => { this.sign.hidden = true; });
    canvas.addEventListener("focus", () => { if (canvas.matches(":focus-visible")) this.moveCross(0, 0); });
  }

  /* What is around it: the border of the municipality, and other areas. */
  async readAround() {
    const read = async (path) => { try { const a = await fetch(`/v1/${path}`); return a.ok ? await a.json() : NOTHING; } catch { return NOTHING; } };
    const [border, found] = await Promise.all([read(this.data.border), read(this.data.others)]);
    const others = { ...found, features: (found.features || []).filter((one) => one.id !== this.data.without && one.properties.phase !== "archived") };
    Object.assign(this, { border, others });
    if (this.map.getSource("border")) { this.map.getSource("border").setData(border); this.map.getSource("others").setData(others); }
  }

  style() {
    const land = LAND[this.theme], below = ground(this.base || { kind: "none" }, this.theme), dark = this.theme === "dark";
    const ink = dark ? "#ffd24a" : "#9a3b00", is = (what) => ["==", ["get", "what"], what];
    const source = (data) => ({ type: "geojson", data: data || NOTHING });
    const kind = (other) => ["match", ["get", "kind"], "hub", land.hub, "no_parking", land.zone, "monitoring", land.border, other];
    return {
      version: 8,
      sources: { ...below.sources, border: source(this.border), others: source(this.others), draft: source(this.shapes()) },
      layers: [
        ...below.layers, below.roads,
        { id: "border", type: "line", source: "border", paint: { "line-color": land.border, "line-width": 1.6, "line-dasharray": [3, 2] } },
        { id: "others-fill", type: "fill", source: "others", paint: { "fill-color": kind("rgba(0,0,0,0)"), "fill-opacity": 0.12 } },
        { id: "others", type: "line", source: "others", paint: { "line-color": kind(land.border), "line-width": 1.4 } },
        { id: "draft-area", type: "fill", source: "draft", filter: is("area"), paint: { "fill-color": ink, "fill-opacity": 0.22 } },
        { id: "draft-edge", type: "line", source: "draft", filter: is("area"), paint: { "line-color": ink, "line-width": 3 } },
        { id: "draft-line", type: "line", source: "draft", filter: is("line"), paint: { "line-color": ink, "line-width": 3, "line-dasharray": [2, 1.2] } },
        { id: "draft-middle", type: "circle", source: "draft", filter: is("middle"),
          paint: { "circle-radius": 4, "circle-color": ink, "circle-opacity": 0.55 } },
        { id: "draft-point", type: "circle", source: "draft", filter: is("point"),
          paint: { "circle-radius": ["case", ["get", "chosen"], 9, 6.5], "circle-color": ["case", ["get", "chosen"], ink, dark ? "#141d26" : "#ffffff"],
            "circle-stroke-width": 3, "circle-stroke-color": ink } },
        { ...names("others", this.theme, false, 13.5, 24) },
      ],
    };
  }

  /* The nearest drawn thing at a place on the screen; points go before middles of lines. */
  at(point, near, ...whats) {
    if (!this.ready) return null;
    const box = [[point.x - near, point.y - near], [point.x + near, point.y + near]];
    const found = this.map.queryRenderedFeatures(box, { layers: whats.map((what) => `draft-${what}`) });
    const off = (one) => { const p = this.map.project(one.geometry.coordinates); return Math.hypot(p.x - point.x, p.y - point.y); };
    const order = (one) => whats.indexOf(one.properties.what);
    return found.sort((a, b) => order(a) - order(b) || off(a) - off(b))[0]?.properties || null;
  }

  click(event) {
    if (this.dragged) { this.dragged = false; return; }
    const found = this.at(event.point, finger(event) ? NEAR_FINGER : NEAR, "point");
    if (found && found.p < 0 && found.i === 0 && this.open.length > 2) return this.finish();
    if (found && found.p < 0 && found.i === this.open.length - 1) return;
    if (found) {
      this.chosen = { p: found.p, r: found.r, i: found.i };
      this.say(stoep.fill(this.words.selected, { n: found.i + 1 }));
      return this.draw();
    }
    if (this.open) return this.place(round(event.lngLat));
    this.chosen = null;
    this.draw();
  }

  grab(event, move, ends) {
    const found = this.at(event.point, finger(event) ? NEAR_FINGER : NEAR, "point", "middle");
    if (!found || (found.p < 0 && found.what === "middle")) return;
    event.preventDefault();
    let begun = false;
    const from = event.point;
    const moved = (now) => {
      if (now.originalEvent.buttons === 0) return drop();
      /* Else a finger that drags a point scrolls the page. */
      if (now.originalEvent.cancelable) now.originalEvent.preventDefault();
      if (!begun && Math.hypot(now.point.x - from.x, now.point.y - from.y) < 3) return;
      if (!begun) {
        this.before();
        begun = true;
        if (found.what === "middle") { this.ring(found).splice(found.i + 1, 0, round(now.lngLat)); found.i += 1; found.what = "point"; }
      }
      this.ring(found)[found.i] = round(now.lngLat);
      this.sketch();
    };
    const drop = () => {
      this.map.off(move, moved);
      ends.forEach((end) => this.map.off(end, drop));
      if (!begun) return;
      this.dragged = true;
      setTimeout(() => { this.dragged = false; }, 50);
      this.say(stoep.fill(this.words.put_down, { place: stoep.placeText(this.ring(found)[found.i]) }));
      this.draw();
    };
    this.map.on(move, moved);
    ends.forEach((end) => this.map.on(end, drop));
  }

  /* ---- By keyboard ---- */

  moveCross(dx, dy) {
    const { clientWidth: width, clientHeight: height } = this.here;
    this.cross ||= { x: width / 2, y: height / 2 };
    let x = this.cross.x + dx, y = this.cross.y + dy;
    const pan = [Math.max(0, x - (width - EDGE)) - Math.max(0, EDGE - x), Math.max(0, y - (height - EDGE)) - Math.max(0, EDGE - y)];
    if (pan[0] || pan[1]) this.map.panBy([pan[0] && Math.sign(pan[0]) * width / 3, pan[1] && Math.sign(pan[1]) * height / 3], { animate: false });
    if (pan[0]) x -= Math.sign(pan[0]) * width / 3;
    if (pan[1]) y -= Math.sign(pan[1]) * height / 3;
    this.cross = { x, y };
    this.sign.hidden = false;
    this.sign.style.transform = `translate(${x}px, ${y}px)`;
    const point = round(this.map.unproject([x, y]));
    if (this.held) {
      this.ring(this.held)[this.held.i] = point;
      this.sketch();
    } else if (dx || dy) this.say(stoep.fill(this.words.crosshair, { place: stoep.placeText(point) }));
  }

  key(event) {
    if (event.altKey || (event.ctrlKey && event.key !== "z") || event.metaKey) return;
    const arrow = ARROWS[event.key], far = event.shiftKey ? FAST : STEP;
    if (arrow) this.moveCross(arrow[0] * far, arrow[1] * far);
    else if (event.key === "Enter" || event.key === " ") this.press();
    else if (event.key === "Backspace" || event.key === "u" || event.key === "z") this.back();
    else if (event.key === "Delete") this.remove();
    else if (event.key === "f") this.finish();
    else if (event.key === "+" || event.key === "=") this.map.zoomIn({ animate: false });
    else if (event.key === "-") this.map.zoomOut({ animate: false });
    else return;
    event.preventDefault();
  }

  press() {
    this.moveCross(0, 0);
    const point = round(this.map.unproject([this.cross.x, this.cross.y]));
    if (this.held) {
      this.held = this.chosen = null;
      this.say(stoep.fill(this.words.put_down, { place: stoep.placeText(point) }));
      return this.draw();
    }
    const found = this.at(this.cross, NEAR, "point");
    if (found && found.p < 0 && found.i === 0 && this.open.length > 2) return this.finish();
    if (found && found.p >= 0) {
      this.before();
      this.held = this.chosen = { p: found.p, r: found.r, i: found.i };
      this.say(this.words.picked_up);
      return this.draw();
    }
    if (this.open) return this.place(point);
    return this.say(this.words.how_5);
  }
}

stoep.drawing = (name) => (drawings[name] ||= new Drawing(name));

stoep.appear = function (data, theme, base) {
  if (data && theme && document.getElementById(`${data.name}-map`)) stoep.drawing(data.name).appear(data, theme, base);
  return window.dash_clientside.no_update;
};

const TOOLS = { finish: "finish", undo: "back", remove: "remove", part: "another", clear: "clear", text: "read" };
document.addEventListener("click", (event) => {
  const button = event.target.closest("button.tool[data-tool]"), one = button && drawings[button.dataset.draw];
  if (one?.data) one[TOOLS[button.dataset.tool]]();
});
document.addEventListener("input", (event) => {
  const one = Object.values(drawings).find((one) => event.target.id === `${one.name}-text`);
  if (one) one.typed = true;
});
}
