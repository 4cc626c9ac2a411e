export default defineEventHandler((event) => {
  logOut(event);
  return sendRedirect(event, "/", 303);
});
