/* A map of one moment: areas by density and every vehicle. The next moments load beside the one that
   is shown, unseen, and take its place at once: the map never blinks. There may be several on a page. */
const BUFFERS = 4;

class MomentMap {
  /* `data`: bbox, kind, municipality, steps, colours, duration, late, words, operator, form, area. */
  constructor(here, data, theme, base) {
    Object.assign(this, { here, data, theme, base, values: new Map(), waiting: [] });
    this.buffers = Array.from({ length: BUFFERS }, () => ({ iso: null, ready: false }));
    this.shown = 0;
    this.up = new Promise((stands) => {
      whenNear(here, () => withMapLibre(here, data.words, () => this.start(stands)));
    });
  }

  start(stands) {
    this.map = openMap(this.here, this.data.words, () => corners(this.data.bbox), this.style());
    this.map.getCanvas().setAttribute("aria-describedby", `${this.here.id}-label`);
    this.addImages();
    this.map.on("idle", () => this.allCame());
    this.map.once("load", () => { this.loadAreas(); stands(); });
  }

  addImages() {
    SHAPES.forEach((shape, i) => add(this.map, `class-${i}`, icon(shape, this.data.duration[i])));
    add(this.map, "class-late", icon({ draw: circle, size: 0.22 }, this.data.late));
    add(this.map, `hatch-${this.theme}`, hatch(this.theme === "dark"));
  }

  whose() {
    const { operator, form } = this.data;
    return (operator ? `&operator=${encodeURIComponent(operator)}` : "") + (form ? `&form=${encodeURIComponent(form)}` : "");
  }

  tiles(iso) { return tiles({ ...this.data, moment: iso }); }

  fill() {
    const { density, unknown } = this.data.colours[this.theme], value = ["feature-state", "value"];
    return ["case", ["==", value, null], unknown, ["step", value, density[0], ...this.data.steps.flatMap((limit, i) => [limit, density[i + 1]])]];
  }

  style() {
    const { theme, base, data } = this, land = LAND[theme], below = ground(base || { kind: "none" }, theme);
    const sources = { ...below.sources, areas: { type: "geojson", data: this.areas || NOTHING } };
    const layers = this.buffers.map((buffer, i) => {
      sources[`vehicles-${i}`] = vehicleSource(data, this.tiles(buffer.iso || "2000-01-01T00:00:00Z"));
      return { ...vehicleLayer(`${i}`), layout: { ...vehicleLayer(`${i}`).layout, visibility: buffer.iso ? "visible" : "none" },
        paint: { "icon-opacity": i === this.shown ? 1 : 0 } };
    });
    const chosen = ["==", ["id"], data.area ?? -1];
    return { version: 8, sources, layers: [
      ...below.layers,
      { id: "areas", type: "fill", source: "areas", paint: { "fill-color": this.fill(), "fill-opacity": theme === "dark" ? 0.72 : 0.68 } },
      { id: "areas-partial", type: "fill", source: "areas", layout: { visibility: "none" }, paint: { "fill-pattern": `hatch-${theme}` } },
      below.roads,
      { id: "borders", type: "line", source: "areas", paint: { "line-color": land.border, "line-width": 0.8, "line-opacity": 0.6 } },
      { id: "chosen", type: "line", source: "areas", filter: chosen, paint: { "line-color": land.chosen, "line-width": 2.5 } },
      ...layers,
      names("areas", theme, false, data.kind === "district" ? 10 : 12.6, 24),
    ] };
  }

  async loadAreas() {
    const { kind, municipality } = this.data, at = this.iso ? `&moment=${encodeURIComponent(this.iso)}` : "";
    const answer = await fetch(`/v1/areas?kind=${kind}&municipality=${encodeURIComponent(municipality)}${at}`);
    if (!answer.ok) return;
    this.areas = await answer.json();
    this.map.getSource("areas").setData(this.areas);
    return this.paint();
  }

  /* The density of each area at a moment; asked once. */
  density(iso) {
    if (!this.values.has(iso)) {
      const { kind, municipality } = this.data;
      const address = `/v1/indicators/parked_density/map?kind=${kind}&municipality=${encodeURIComponent(municipality)}&moment=${encodeURIComponent(iso)}${this.whose()}`;
      if (this.values.size > 150) this.values.delete(this.values.keys().next().value);
      this.values.set(iso, fetch(address).then((answer) => (answer.ok ? answer.json() : null)).catch(() => null));
    }
    return this.values.get(iso);
  }

  async paint() {
    const iso = this.iso, told = iso && (await this.density(iso));
    if (!told || iso !== this.iso || !this.map.getSource("areas")) return;
    // Another moment may have other versions of the borders.
    const known = new Set((this.areas?.features || []).map((area) => area.id));
    if (this.areas && this.askedFor !== iso && told.values.some((one) => !known.has(one.area))) {
      this.askedFor = iso;
      return this.loadAreas();
    }
    for (const one of told.values) {
      if (one.value === null) this.map.removeFeatureState({ source: "areas", id: one.area });
      else this.map.setFeatureState({ source: "areas", id: one.area }, { value: one.value });
    }
    this.map.setLayoutProperty("areas-partial", "visibility", told.coverage < 0.95 ? "visible" : "none");
  }

  /* Let a moment be loaded unseen; where it is loaded already nothing is asked. */
  prepare(iso, keep) {
    const there = this.buffers.findIndex((buffer) => buffer.iso === iso);
    if (there >= 0) return there;
    const free = this.buffers.findIndex((buffer, i) => i !== this.shown && !keep.includes(buffer.iso));
    if (free < 0) return -1;
    this.buffers[free] = { iso, ready: false };
    this.map.setPaintProperty(`vehicles-${free}`, "icon-opacity", 0);
    this.map.setLayoutProperty(`vehicles-${free}`, "visibility", "visible");
    this.map.getSource(`vehicles-${free}`).setTiles(this.tiles(iso));
    this.density(iso);
    return free;
  }

  allCame() {
    for (const buffer of this.buffers) if (buffer.iso) buffer.ready = true;
    for (const go of this.waiting.splice(0)) go();
  }

  /* When a moment is loaded; after some seconds the map does not wait any longer. */
  came(place) {
    if (this.buffers[place].ready) return Promise.resolve();
    return new Promise((go) => { this.waiting.push(go); setTimeout(go, 4000); });
  }

  /* Show a moment once it is loaded, and let the next ones load. A later call wins. */
  async show(iso, next = []) {
    const turn = (this.turn = (this.turn || 0) + 1);
    this.wanted = iso;
    await this.up;
    if (turn !== this.turn) return;
    const keep = [iso, ...next], place = this.prepare(iso, keep);
    next.forEach((one) => this.prepare(one, keep));
    await Promise.all([this.came(place), this.density(iso)]);
    if (turn !== this.turn) return;
    this.map.setPaintProperty(`vehicles-${place}`, "icon-opacity", 1);
    if (place !== this.shown) this.map.setPaintProperty(`vehicles-${this.shown}`, "icon-opacity", 0);
    this.shown = place;
    this.iso = iso;
    this.here.dataset.moment = iso;
    await this.paint();
  }

  /* Other vehicles, other areas or other light: all is asked anew. */
  renew(data, theme) {
    const recast = data.kind !== this.data.kind || data.operator !== this.data.operator || data.form !== this.data.form;
    const turned = theme !== this.theme;
    Object.assign(this, { data, theme });
    if (recast) {
      this.values.clear();
      this.buffers = this.buffers.map(() => ({ iso: null, ready: false }));
    }
    if (!this.map || !(recast || turned)) return;
    const again = this.iso || this.wanted;
    this.map.setStyle(this.style(), { diff: false });
    this.map.once("style.load", () => { this.addImages(); this.loadAreas(); if (again) this.show(again); });
  }
}
