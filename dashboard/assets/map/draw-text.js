/* An area as people write it: a line with latitude and longitude for each point, an empty line before
   another part; or GeoJSON. Parts are lists of rings of [longitude, latitude], the last point of a ring
   is not said twice. */
{
const NEIGHBOURING = 0.3;

stoep.placeText = ([lon, lat]) => `${lat.toFixed(5)}, ${lon.toFixed(5)}`;

stoep.partsOf = function (geometry) {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  return polygons.map((rings) => rings.map((ring) => ring.slice(0, -1).map(([lon, lat]) => [lon, lat])));
};

/* Null: it cannot be read. Whichever order of the two numbers lies nearer to the city is meant. */
stoep.readParts = function (text, bbox) {
  const plain = text.trim();
  return plain.startsWith("{") ? fromGeoJson(plain) : fromLines(plain, bbox);
};

function fromGeoJson(text) {
  try {
    let shape = JSON.parse(text);
    if (shape.type === "FeatureCollection" && shape.features.length === 1) shape = shape.features[0];
    if (shape.type === "Feature") shape = shape.geometry;
    const parts = stoep.partsOf(shape);
    return parts.length && parts.every((rings) => rings[0].length > 2 && rings.flat().every((p) => p.every(Number.isFinite))) ? parts : null;
  } catch { return null; }
}

function fromLines(text, [west, south, east, north]) {
  const inside = ([lon, lat]) => lon > west - NEIGHBOURING && lon < east + NEIGHBOURING && lat > south - NEIGHBOURING && lat < north + NEIGHBOURING;
  /* A comma between digits on both sides of a pair is a Dutch decimal one: 52,07 4,30. */
  const rings = text.split(/\n\s*\n/).map((block) => block.trim().split("\n").map((line) =>
    line.replace(/(\d),(\d+)\s*[;\s]\s*(-?\d+),(\d)/, "$1.$2 $3.$4").split(/[\s,;]+/).filter(Boolean).map(Number)));
  const pairs = rings.flat();
  if (pairs.length < 3 || !pairs.every((pair) => pair.length === 2 && pair.every(Number.isFinite))) return null;
  const turned = pairs.filter(([lat, lon]) => inside([lon, lat])).length >= pairs.filter(inside).length;
  const found = rings.map((ring) => ring.map(([a, b]) => (turned ? [b, a] : [a, b])));
  for (const ring of found) {
    const [first, last] = [ring[0], ring[ring.length - 1]];
    if (ring.length > 3 && first[0] === last[0] && first[1] === last[1]) ring.pop();
  }
  return found.every((ring) => ring.length > 2) ? found.map((ring) => [ring]) : null;
}
}
