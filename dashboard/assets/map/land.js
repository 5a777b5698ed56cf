/* The ground of every map, the shapes of its marks, and its names; all drawn here: nothing is
   fetched from elsewhere but a base map that was chosen. */
const NOTHING = { type: "FeatureCollection", features: [] };

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

function by(name, colours) {
  return ["match", ["get", "layer"], ...name.flatMap((key) => [key, colours[key]]), "rgba(0,0,0,0)"];
}

/* Sources and layers below the data, and the roads that lie on top of areas. */
function ground(base, theme) {
  const land = LAND[theme], sources = { land: { type: "geojson", data: base.kind === "drawing" ? "/basemap" : NOTHING } };
  const layers = [{ id: "ground", type: "background", paint: { "background-color": land.ground } }];
  if (base.kind === "tiles") {
    sources.base = { type: "raster", tiles: [base.tiles], tileSize: 256 };
    layers.push({ id: "base", type: "raster", source: "base",
      paint: theme === "dark" ? { "raster-brightness-max": 0.45, "raster-saturation": -0.6 } : {} });
  }
  for (const layer of ["sea", "dune", "beach", "park", "water"]) {
    layers.push({ id: `land-${layer}`, type: "fill", source: "land", filter: ["==", ["get", "layer"], layer],
      paint: { "fill-color": land[layer] } });
  }
  const width = (road, other) => ["match", ["get", "layer"], "road", road, other];
  const roads = { id: "roads", type: "line", source: "land", filter: ["in", ["get", "layer"], ["literal", ["road", "tram"]]],
    layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": by(["road", "tram"], land), "line-opacity": 0.85,
      "line-width": ["interpolate", ["linear"], ["zoom"], 10, width(1.4, 0.7), 15, width(6, 2.2)] } };
  return { sources, layers, roads };
}

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

function add(map, id, made) { if (!map.hasImage(id)) map.addImage(id, made.image, made.options); }

/* Names come as images, made when they are first asked for. */
function makeNames(map) {
  map.on("styleimagemissing", ({ id }) => {
    const [what, theme, strong, ...name] = id.split(":");
    if (what === "name") add(map, id, label(name.join(":"), theme === "dark", strong === "1"));
  });
}

function names(source, theme, strong, from, to, what = "name") {
  return {
    id: `${source}-names`, type: "symbol", source, minzoom: from, maxzoom: to,
    layout: {
      "icon-image": ["concat", `name:${theme}:${strong ? 1 : 0}:`, ["get", what]],
      "icon-allow-overlap": false, "icon-padding": 4,
    },
  };
}
