/* Names in tables point: at an area, at a vehicle on the map, at a shape of a map. */
function tell(picked) { window.dash_clientside.set_props("picked", { data: { ...picked, at: Date.now() } }); }

document.addEventListener("click", (event) => {
  const area = event.target.closest("button.pick-area");
  if (area) return tell({ area: Number(area.dataset.area) });
  const shape = event.target.closest("button.pick-shape");
  if (shape) {
    const data = { id: shape.dataset.shape, at: Date.now() };
    return window.dash_clientside.set_props(`${shape.dataset.map}-picked`, { data });
  }
  const vehicle = event.target.closest("a.pick-vehicle");
  if (!vehicle || !stoep.fly || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  tell({ vehicle: Number(vehicle.dataset.vehicle) });
  stoep.fly([Number(vehicle.dataset.lon), Number(vehicle.dataset.lat)]);
});
