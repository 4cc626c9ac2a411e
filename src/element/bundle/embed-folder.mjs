// The folder that shops serve: each file with its hash and in compressed forms.

import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/**
 * How many digits of a hash are in a file's name: so many that no two builds share a name,
 * and that a server can tell the hash from a word.
 */
const FINGERPRINT_DIGITS = 10;

/** @typedef {"loader" | "styles" | "wasm" | "locale"} Kind */

/** The folder while it is filled. */
export class EmbedFolder {
  #folder;
  /** @type {{ kind: Kind, file: string, content: Buffer }[]} */
  #files = [];

  /** @param {string} folder created with the first file */
  constructor(folder) {
    this.#folder = folder;
  }

  /**
   * Adds a file whose name changes with its content, so that it can be cached for ever.
   *
   * @param {Kind} kind
   * @param {string} name such as `locales/sv.json`
   * @param {string | Buffer} content
   */
  addHashed(kind, name, content) {
    const { dir, name: stem, ext } = path.posix.parse(name);
    const fingerprint = createHash("sha256").update(content).digest("hex");
    const hashed = `${stem}-${fingerprint.slice(0, FINGERPRINT_DIGITS)}${ext}`;
    return this.add(kind, path.posix.join(dir, hashed), content);
  }

  /**
   * Adds a file under this very name, and returns what the loader has to know of it. The
   * hash is the shorter kind, because the loader contains the hashes of all files.
   *
   * @param {Kind} kind
   * @param {string} file
   * @param {string | Buffer} content
   */
  async add(kind, file, content) {
    this.#files.push({ kind, file, content: Buffer.from(content) });
    await this.#write(file, content);
    return { file, integrity: integrityOf(content, "sha256") };
  }

  /**
   * Adds `.br` and `.gz` beside each file, and `integrity.json` with the hash and the
   * sizes of all.
   */
  async pack() {
    /** @type {Record<string, object>} */
    const list = {};
    for (const { kind, file, content } of this.#files) {
      const gzipped = await promisify(gzip)(content, { level: 9 });
      const brotli = await promisify(brotliCompress)(content, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
          [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
        },
      });
      await this.#write(`${file}.gz`, gzipped);
      await this.#write(`${file}.br`, brotli);
      list[file] = {
        kind,
        integrity: integrityOf(content, "sha384"),
        bytes: { raw: content.length, gzip: gzipped.length, brotli: brotli.length },
      };
    }
    await this.#write("integrity.json", `${JSON.stringify(list, null, 2)}\n`);
  }

  async #write(file, content) {
    const target = path.join(this.#folder, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}

/** The value of `integrity` in HTML and in `fetch`. */
function integrityOf(content, algorithm) {
  return `${algorithm}-${createHash(algorithm).update(content).digest("base64")}`;
}
