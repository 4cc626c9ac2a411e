// Shows of the gallery what a visitor has chosen, where no server draws it. The file has
// everything, with English and one section of all languages. The query of its address has the
// choice, as on the page of the demo shop.

const form = document.querySelector(".gallery-choice");
const chosen = {};
for (const [name, value] of new URLSearchParams(location.search)) {
  const select = form.elements[name];
  if (value && [...(select?.options ?? [])].some((option) => option.value === value)) {
    select.value = value;
    chosen[name] = value;
  }
}

document.querySelector(".gallery").dataset.colours = chosen.colours ?? "shop";
for (const section of document.querySelectorAll(".gallery > section")) {
  if (isShown(section)) {
    show(section);
  } else {
    section.remove();
  }
}

function isShown(section) {
  return chosen.state ? section.id === chosen.state : section.id !== "languages" || !chosen.lang;
}

function show(section) {
  if (chosen.width) {
    section.querySelector(".specimens").dataset.width = chosen.width;
  }
  for (const specimen of section.querySelectorAll(".specimen")) {
    const widget = specimen.querySelector("challenges-widget");
    if (section.id === "languages") {
      setTheme(specimen, widget, chosen.theme ?? "light");
    }
    if (isWanted(section, specimen, widget)) {
      draw(section, specimen, widget);
    } else {
      specimen.remove();
    }
  }
}

/** Whether a specimen has the chosen theme and, where a section has all layouts, the layout. */
function isWanted(section, specimen, widget) {
  const hasTheme = !chosen.theme || specimen.dataset.theme === chosen.theme;
  const hasLayout =
    section.dataset.kind !== "state" || !chosen.layout || widget.getAttribute("layout") === chosen.layout;
  return hasTheme && hasLayout;
}

function draw(section, specimen, widget) {
  // What stands in place of cards has no layouts.
  if (chosen.layout && section.dataset.kind !== "widget") {
    widget.setAttribute("layout", chosen.layout);
  }
  if (chosen.lang) {
    widget.lang = chosen.lang;
    const name = widget.getAttribute("proxy");
    widget.setAttribute("proxy", chosen.lang === "en" ? name : `${name}.${chosen.lang}`);
  }
  describe(specimen, widget);
}

function setTheme(specimen, widget, theme) {
  specimen.dataset.theme = theme;
  widget.setAttribute("color-scheme", theme);
}

/** "Active: path, dark, العربية". */
function describe(specimen, widget) {
  const caption = specimen.querySelector("figcaption");
  const [title] = caption.textContent.split(": ");
  const layout = widget.getAttribute("layout");
  const language = form.elements.lang.querySelector(`[value="${widget.lang}"]`).textContent;
  caption.textContent = `${title}: ${layout ? `${layout}, ` : ""}${specimen.dataset.theme}, ${language}`;
}
