// Events bubble, so the page can listen before there is a widget.
document.addEventListener("challenge-completed", ({ detail }) => {
  document.querySelector("#news").textContent = `You have completed “${detail.title}”.`;
});
document.addEventListener("challenge-joined", ({ detail }) => {
  document.querySelector("#news").textContent = `Welcome to “${detail.title}”.`;
});
