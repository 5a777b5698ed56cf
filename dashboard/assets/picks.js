/* Names point: at an area, at a day, at a vehicle on the map, at a shape of a map. */
function tell(picked) { window.dash_clientside.set_props("picked", { data: { ...picked, at: Date.now() } }); }

document.addEventListener("click", (event) => {
  const area = event.target.closest("button.pick-area");
  if (area) return tell({ area: Number(area.dataset.area) });
  const day = event.target.closest("button.pick-day");
  if (day) return window.dash_clientside.set_props(day.dataset.into, { value: day.dataset.day });
  const step = event.target.closest("button.step-day");
  if (step) return stepDay(step.dataset.into, Number(step.dataset.by));
  const shape = event.target.closest("button.pick-shape");
  if (shape) {
    const data = { id: shape.dataset.shape, at: Date.now() };
    return window.dash_clientside.set_props(`${shape.dataset.map}-picked`, { data });
  }
  const vehicle = event.target.closest("a.pick-vehicle");
  if (!vehicle || !document.getElementById("map-canvas") || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  tell({ vehicle: Number(vehicle.dataset.vehicle) });
  stoep.fly([Number(vehicle.dataset.lon), Number(vehicle.dataset.lat)]);
});

/* From the day in a field to one before or after it, not beyond the last that may be chosen. */
function stepDay(into, by) {
  const field = document.getElementById(into), day = new Date(`${field.value}T12:00Z`);
  if (Number.isNaN(day.getTime())) return;
  day.setUTCDate(day.getUTCDate() + by);
  const asked = day.toISOString().slice(0, 10);
  if (!field.max || asked <= field.max) window.dash_clientside.set_props(into, { value: asked });
}
