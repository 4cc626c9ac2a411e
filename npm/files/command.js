#!/usr/bin/env node
// `npx challenges-widget copy FOLDER` copies the embed folder to where a shop serves files.

import { cp } from "node:fs/promises";
import process from "node:process";
import { fileURLToPath } from "node:url";

const USAGE = `usage: npx challenges-widget copy FOLDER

Copies the files of the widget into FOLDER, such as public/widget. Files of an earlier
release stay there: a page that is still open may need them.`;

const [command, folder, ...others] = process.argv.slice(2);
if (command !== "copy" || !folder || others.length > 0) {
  console.error(USAGE);
  process.exit(2);
}
try {
  await cp(fileURLToPath(new URL("embed", import.meta.url)), folder, { recursive: true });
} catch (error) {
  console.error(`cannot copy the widget into ${folder}: ${error.message}`);
  process.exit(1);
}
console.log(`the widget is in ${folder}: serve these files side by side`);
