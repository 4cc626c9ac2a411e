import { randomUUID } from "node:crypto";

import { handOver, noteAward } from "../../awards";
import { contactOfShopper } from "../../session";
import { goTo } from "../go-to";

export async function POST(): Promise<Response> {
  const contact = await contactOfShopper();
  if (!contact) return goTo("/");
  await noteAward(randomUUID(), contact);
  void handOver();
  return goTo("/thanks");
}
