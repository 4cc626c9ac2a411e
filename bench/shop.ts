// A page of a shop that has more to show than challenges: a font, a picture and a script of
// its own. What it holds is made here, and is the same in each run.

import { documentOf } from "./page.ts";

/** The size of the picture in pixels. It is as wide as the screen. */
const PICTURE = { width: 412, height: 192 };
/** How much of the script is text that cannot be compressed well, in bytes. */
const SCRIPT_BYTES = 240_000;
/** How often the script does what shops' scripts do at their start: work on some data. */
const SCRIPT_ROUNDS = 40_000;

/** The mark that the shop's script sets when it has run. */
export const SCRIPT_MARK = "the shop's script has run";

/** The files of the page, by their names below `/shop/`. */
export function shopFiles(font: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const random = randomBytes();
  return new Map<string, Uint8Array>([
    ["picture.bmp", picture(random)],
    ["shop.js", Buffer.from(script(random))],
    ["shop.css", Buffer.from(CSS)],
    ["font.woff2", font],
  ]);
}

/** The page with this HTML in its head, and with this HTML below the picture. */
export function shopPageOf(head: string, body: string): string {
  return documentOf(
    `<link rel="stylesheet" href="/shop/shop.css" />
    ${head}
    <script defer src="/shop/shop.js"></script>`,
    `<header><h1>Welcome back</h1> <button id="basket">Basket <output>0</output></button></header>
    <img src="/shop/picture.bmp" alt="Salmon for dogs" width="${PICTURE.width}" height="${PICTURE.height}" />
    <section id="challenges"><h2>Your challenges</h2>${body}</section>
    <footer>Free delivery over 50 euros.</footer>`,
  );
}

const CSS = `
@font-face { font-family: Figtree; src: url("/shop/font.woff2") format("woff2"); font-display: swap; }
body { margin: 0; font-family: Figtree, sans-serif; line-height: 1.5; background: #f4f2ec; }
header { display: flex; justify-content: space-between; padding: 1rem; }
img { display: block; inline-size: 100%; block-size: auto; }
section { padding: 1rem; --challenges-reserved-height: 100vh; }
challenges-widget:not(:defined, [data-inlined]), #challenges-widget:empty { display: block; min-block-size: 100vh; }
`;

/** A picture of noise, which cannot be compressed: a bitmap of three bytes for each pixel. */
function picture(random: () => number): Buffer {
  const header = Buffer.alloc(54);
  const size = PICTURE.width * PICTURE.height * 3;
  header.write("BM");
  header.writeUInt32LE(header.length + size, 2);
  header.writeUInt32LE(header.length, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(PICTURE.width, 18);
  header.writeInt32LE(PICTURE.height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(24, 28);
  header.writeUInt32LE(size, 34);
  return Buffer.concat([header, Buffer.from(Array.from({ length: size }, random))]);
}

/** A script that is large, works for a while, and answers the button of the basket. */
function script(random: () => number): string {
  const data = Buffer.from(Array.from({ length: (SCRIPT_BYTES * 3) / 4 }, random)).toString("base64");
  return `
const data = ${JSON.stringify(data)};
let sum = 0;
for (let round = 0; round < ${SCRIPT_ROUNDS}; round += 1) sum += data.charCodeAt(round * 5 % data.length);
document.documentElement.dataset.sum = String(sum);
const output = document.querySelector("output");
document.querySelector("#basket").addEventListener("click", () => { output.textContent = Number(output.textContent) + 1; });
performance.mark(${JSON.stringify(SCRIPT_MARK)});
`;
}

/** Bytes that look random and are always the same: a linear congruential generator. */
function randomBytes(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  };
}
