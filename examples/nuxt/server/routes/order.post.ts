import { randomUUID } from "node:crypto";

export default defineEventHandler(async (event) => {
  const contact = contactOf(event);
  if (!contact) return sendRedirect(event, "/", 303);
  await noteAward(randomUUID(), contact);
  void handOver();
  return sendRedirect(event, "/thanks", 303);
});
