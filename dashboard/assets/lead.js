/* What was picked is drawn elsewhere on the page: go there, with the keyboard too, once. */
let led = 0;
stoep.leadTo = function (_, picked) {
  const [drawn] = window.dash_clientside.callback_context.triggered;
  const place = document.getElementById(drawn?.prop_id.split(".")[0]);
  const heading = place?.querySelector(":is(h2, h3)[tabindex='-1']");
  if (heading && picked && picked.at > led) {
    led = picked.at;
    heading.focus({ preventScroll: true });
    (heading.closest("section") || heading).scrollIntoView({ block: "start" });
  }
  return window.dash_clientside.no_update;
};
