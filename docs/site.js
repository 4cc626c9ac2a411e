// What the site of the documentation mends in mdBook's pages. It is a classic script, and
// mdBook's own scripts have the same globals.

(() => {
  // A label with the name of a button is announced as one only with the role of a button.
  document.getElementById("mdbook-sidebar-toggle")?.setAttribute("role", "button");

  // Whatever scrolls by itself can be scrolled with the keyboard.
  for (const scrollable of document.querySelectorAll(".content pre > code, .content .table-wrapper")) {
    scrollable.tabIndex = 0;
  }

  // Where a page is narrow, the cells of a row stand one below the other, and each says what it is.
  for (const table of document.querySelectorAll(".content table")) {
    const names = [...table.querySelectorAll("thead th")].map((heading) => heading.textContent.trim());
    for (const row of table.querySelectorAll("tbody tr")) {
      [...row.cells].forEach((cell, column) => {
        cell.dataset.column = names[column] ?? "";
      });
    }
  }
})();
