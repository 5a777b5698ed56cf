/* The view but for what is drawn: what does not show a drawing is not asked anew for one. */
stoep.undrawn = function (view, before) {
  if (!view) return window.dash_clientside.no_update;
  const { drawn, ...more } = view.more, told = { ...view, more };
  return JSON.stringify(told) === JSON.stringify(before) ? window.dash_clientside.no_update : told;
};
