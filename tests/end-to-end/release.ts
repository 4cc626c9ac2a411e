// What a release consists of, as an operator gets it: each program runs where nothing else is,
// alone and from its image, and the Debian package installs.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, copyFile, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";

import { environmentVariable } from "./environment.ts";
import { OWN_DATA, type Root, RunningProgram, sessionOfAlva } from "./static-programs.ts";

const run = promisify(execFile);
const release = environmentVariable("RELEASE_DIR");
const names = await readdir(release);
const work = await mkdtemp(path.join(tmpdir(), "release-"));
after(() => rm(work, { recursive: true }));
await chmod(work, 0o755);

/** The file of the release whose name begins and ends so. */
function fileNamed(start: string, end: string): string {
  const found = names.filter((name) => name.startsWith(start) && name.endsWith(end));
  assert.equal(found.length, 1, `${start}…${end} in ${names.join(", ")}`);
  return path.join(release, found[0] ?? "");
}

function sha256(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

test("SHA256SUMS has the hash of every other file", async () => {
  const expected = names.filter((name) => name !== "SHA256SUMS").toSorted();
  const list = await readFile(path.join(release, "SHA256SUMS"), "utf8");
  const lines = await Promise.all(
    expected.map(async (name) => `${sha256(await readFile(path.join(release, name)))}  ${name}\n`),
  );
  assert.equal(list, lines.join(""));
  assert.equal(expected.length, 9);
});

/** Unpacks an image, after checking that each part has the hash by which it is named. */
async function unpackedImage(program: string): Promise<Root> {
  const layout = path.join(work, `${program}-layout`);
  const root = path.join(work, `${program}-image`);
  await Promise.all([layout, root].map((folder) => mkdir(folder)));
  await run("tar", ["-xf", fileNamed(program, ".oci.tar"), "-C", layout]);
  const blob = async (digest: string): Promise<Buffer> => {
    const content = await readFile(path.join(layout, "blobs", ...digest.split(":")));
    assert.equal(`sha256:${sha256(content)}`, digest);
    return content;
  };
  const json = async (content: Promise<Buffer>) => JSON.parse((await content).toString());
  const index = await json(readFile(path.join(layout, "index.json")));
  const manifest = await json(blob(index.manifests[0].digest));
  const { config } = await json(blob(manifest.config.digest));
  // Docker finds the same parts by this list.
  const [forDocker] = await json(readFile(path.join(layout, "manifest.json")));
  const files = [manifest.config, ...manifest.layers].map(({ digest }) => `blobs/${digest.replace(":", "/")}`);
  assert.deepEqual([forDocker.Config, ...forDocker.Layers], files);
  for (const { digest } of manifest.layers) {
    await blob(digest);
    const layer = path.join(layout, "blobs", ...digest.split(":"));
    await run("tar", ["--numeric-owner", "-xzf", layer, "-C", root]);
  }
  return {
    folder: root,
    program: config.Entrypoint[0],
    user: config.User,
    environment: Object.fromEntries(config.Env.map((line: string) => line.split("="))),
    data: config.WorkingDir,
  };
}

/** A folder with the program and nothing else. */
async function programAlone(program: string): Promise<Root> {
  const folder = path.join(work, `${program}-alone`);
  await mkdir(folder);
  await copyFile(fileNamed(program, "x86_64-linux"), path.join(folder, program));
  await chmod(path.join(folder, program), 0o755);
  return { folder, program: `/${program}`, user: "0:0", environment: {}, data: "/" };
}

for (const [what, unpack] of [
  ["the programs, with nothing beside them", programAlone],
  ["the images", unpackedImage],
] as const) {
  test(`${what}: the proxy is healthy, serves the widget, and renders cards of the simulator`, async () => {
    await using simulator = await RunningProgram.start(await unpack("engage-sim"), ["--port", "0"], {
      ENGAGE_SIM_ADDRESS: "127.0.0.1",
    });
    const engage = await simulator.address(/^ready (http:\S+)\/challenges$/);
    await using proxy = await RunningProgram.start(await unpack("retailer-proxy"), [], {
      RETAILER_PROXY_LISTEN_ADDRESS: "127.0.0.1:0",
      RETAILER_PROXY_INTERNAL_ADDRESS: "127.0.0.1:0",
      RETAILER_PROXY_LISTEN_BASE_PATH: "/api/loyalty",
      RETAILER_PROXY_ENGAGE_BASE_URL: engage,
      RETAILER_PROXY_ENGAGE_API_KEY: "demo-key",
      RETAILER_PROXY_ENGAGE_USER_AGENT: "release-test/1.0",
      RETAILER_PROXY_SESSION_COOKIE: "session",
      RETAILER_PROXY_SESSION_SECRET: sessionOfAlva.secret,
      RETAILER_PROXY_CONSENTS_DATABASE: `sqlite:${OWN_DATA}/consents.sqlite`,
      RETAILER_PROXY_WIDGET_PATH: "/widget",
    });
    const pages = await proxy.address(/ listens on (http:\S+)$/);
    const internal = await proxy.address(/measurements are on (http:\S+)$/);

    const health = await fetch(`${internal}/healthz`);
    assert.match(await health.text(), /^alive\nversion \d+\.\d+\.\d+\n$/);

    const files = new URL("/widget/", pages);
    const list = (await (await fetch(new URL("integrity.json", files))).json()) as Record<string, { integrity: string }>;
    assert.ok(Object.keys(list).length > 5);
    for (const [name, { integrity }] of Object.entries(list)) {
      const response = await fetch(new URL(name, files), { headers: { "accept-encoding": "br" } });
      const hash = createHash("sha384").update(Buffer.from(await response.arrayBuffer()));
      assert.equal(`sha384-${hash.digest("base64")}`, integrity, name);
      assert.equal(response.headers.get("content-encoding"), "br", name);
    }

    const cards = await fetch(`${pages}/challenges`, {
      headers: { accept: "text/html", cookie: `session=${sessionOfAlva.token()}` },
    });
    assert.equal(cards.status, 200);
    assert.match(await cards.text(), /<section[^>]*>[^]*part="[^"]*card/);
  });
}

test("an image has one program, certificates, and no shell, and does not run as root", async () => {
  for (const program of ["retailer-proxy", "engage-sim"]) {
    const { stdout } = await run("find", [path.join(work, `${program}-image`), "-type", "f", "-printf", "%P\n"]);
    const files = stdout.trim().split("\n").filter((name) => !name.startsWith("var/"));
    assert.deepEqual(files.toSorted(), ["etc/ssl/certs/ca-certificates.crt", `usr/local/bin/${program}`]);
  }
  const config = await readFile(fileNamed("retailer-proxy", ".oci.tar"));
  assert.ok(config.includes('"User":"65532:65532"'));
});

test("the Debian package installs, and systemd accepts its unit", async (context) => {
  const root = path.join(work, "debian");
  for (const folder of ["info", "updates", "triggers"]) {
    await mkdir(path.join(root, "var", "lib", "dpkg", folder), { recursive: true });
  }
  await writeFile(path.join(root, "var", "lib", "dpkg", "status"), "");
  if (await isMissing("dpkg")) {
    context.skip("dpkg is not installed");
    return;
  }
  const forced = ["--force-not-root", "--force-script-chrootless", `--log=${root}/log`];
  await run("dpkg", [`--root=${root}`, ...forced, "--install", fileNamed("retailer-proxy", ".deb")]);
  const { stdout } = await run(path.join(root, "usr", "bin", "retailer-proxy"), ["--version"]);
  assert.match(stdout, /^retailer-proxy \d/);
  if (await isMissing("systemd-analyze")) {
    context.diagnostic("the unit is not checked: systemd-analyze is not installed");
    return;
  }
  const unit = path.join(work, "retailer-proxy.service");
  const text = await readFile(path.join(root, "usr", "lib", "systemd", "system", "retailer-proxy.service"), "utf8");
  // The program is where it would be if the folder were the root of a system.
  await writeFile(unit, text.replaceAll("=/usr/bin/", `=${root}/usr/bin/`));
  const verified = await run("systemd-analyze", ["verify", "--man=no", unit]);
  assert.equal(complaintsOf(verified.stderr), "");

  await run("dpkg", [`--root=${root}`, ...forced, "--purge", "retailer-proxy"]);
  await assert.rejects(readFile(path.join(root, "usr", "bin", "retailer-proxy")));
});

/** What is said of the unit of the package, and not of another one of this machine. */
function complaintsOf(output: string): string {
  return output.split("\n").filter((line) => line.includes("retailer-proxy")).join("\n");
}

async function isMissing(program: string): Promise<boolean> {
  return run(program, ["--version"]).then(
    () => false,
    () => true,
  );
}

test("each bill of materials names what it is about, and everything that is in it once", async () => {
  for (const about of ["challenges-widget", "retailer-proxy", "engage-sim"]) {
    const bill = JSON.parse(await readFile(fileNamed(about, ".cdx.json"), "utf8"));
    assert.equal(bill.bomFormat, "CycloneDX");
    assert.equal(bill.metadata.component.name, about);
    const references = bill.components.map((component: { "bom-ref": string }) => component["bom-ref"]);
    assert.equal(new Set(references).size, references.length);
    assert.ok(references.length > 20, about);
  }
});
