/* The view but for the hub and the day that are picked: what is about all hubs is not asked anew. */
stoep.unpicked = function (view, before) {
  if (!view) return window.dash_clientside.no_update;
  const { hub, day, ...more } = view.more, told = { ...view, more };
  return JSON.stringify(told) === JSON.stringify(before) ? window.dash_clientside.no_update : told;
};
