/* What was picked is drawn elsewhere on the page: go there, with the keyboard too, once. */
let led = 0;
stoep.leadTo = function (_, picked) {
  const heading = document.querySelector("#permits-chosen");
  if (heading && picked && picked.at > led) {
    led = picked.at;
    heading.focus({ preventScroll: true });
    heading.scrollIntoView({ block: "nearest" });
  }
  return window.dash_clientside.no_update;
};
