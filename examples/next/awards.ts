// Stamps for orders.

import { readFile, readdir, rm, writeFile } from "node:fs/promises";

import { inData } from "./data";

const INTERNAL = process.env.INTERNAL ?? "http://127.0.0.1:8083";
/** The challenge in Engage in which a bag of dog food earns a stamp. */
const DOG_FOOD = "5eafb034-ad40-4099-9152-cf4d8d605b55";

/** Writes down what an order earns. A real shop does this in the order's transaction. */
export async function noteAward(order: string, contact: string): Promise<void> {
  const award = {
    id: `order-${order}`,
    definitionId: DOG_FOOD,
    contactId: contact,
    checkpoints: 1,
    reason: `Order ${order}`,
  };
  await writeFile(inData(`awards/${award.id}.json`), JSON.stringify(award));
}

/** Hands all notes over. Those that the proxy has not taken stay for the next time. */
export async function handOver(): Promise<void> {
  const secret = (await readFile(inData("backend-secret"), "utf8")).trim();
  for (const name of await readdir(inData("awards"))) {
    try {
      const answer = await fetch(`${INTERNAL}/awards`, {
        method: "POST",
        headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
        body: await readFile(inData(`awards/${name}`)),
      });
      if (answer.status === 202) await rm(inData(`awards/${name}`), { force: true });
      else console.error(`${name}: ${answer.status} ${await answer.text()}`);
    } catch (error) {
      console.error(name, error);
    }
  }
}
