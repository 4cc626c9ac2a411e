// The page around the cards, which is the same for all variants.

/** An HTML document with this in its head, behind what all pages have there. */
export function documentOf(head: string, body: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>My pages</title>
    <link rel="icon" href="data:," />
    ${head}
  </head>
  <body>
    ${body}
  </body>
</html>
`;
}

/** A page with this HTML in its head, and with this HTML in the place of the cards. */
export function pageOf(head: string, body: string): string {
  return documentOf(
    `<style>
      body { margin: 0 auto; padding: 1rem; max-width: 70rem; font-family: sans-serif; line-height: 1.5; background: #f4f2ec; }
      nav { display: flex; gap: 1rem; }
      section { margin-block: 2rem; }
      /* The height that the cards will take, reserved for all variants alike. */
      #challenges { --challenges-reserved-height: 100vh; }
      challenges-widget:not(:defined, [data-inlined]), #challenges-widget:empty { display: block; min-block-size: 100vh; }
    </style>
    ${head}`,
    `<header>
      <h1>My pages</h1>
      <nav><a href="#challenges">Challenges</a> <a href="#orders">Orders</a></nav>
    </header>
    <main>
      <section id="challenges">
        <h2>Your challenges</h2>
        ${body}
      </section>
      <section id="orders">
        <h2>Your orders</h2>
        <p>Salmon dog food, 12 kg: on its way.</p>
        <p>A lead of braided rope: delivered.</p>
      </section>
    </main>`,
  );
}
