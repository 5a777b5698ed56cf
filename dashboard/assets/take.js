/* To take along: the browser's own printing, which also writes a PDF. */
document.addEventListener("click", (event) => {
  if (event.target.closest("button[data-print]")) window.print();
});
