// Gives each widget of the gallery a name of its own: several landmarks of one
// page must be told apart. A shop with more than one widget does the same.

for (const specimen of document.querySelectorAll(".specimen")) {
  const widget = specimen.querySelector("challenges-widget");
  const caption = specimen.querySelector("figcaption");
  widget.texts = { label: caption.textContent };
}
