export default defineEventHandler(async (event) => {
  const form = await readBody<{ customer?: string }>(event);
  logIn(event, form.customer ?? "");
  return sendRedirect(event, "/", 303);
});
