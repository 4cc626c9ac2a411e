/** Says where a request comes from. Nuxt's own requests, while it makes a page, have it already. */
export default defineEventHandler(({ node: { req } }) => {
  if (req.socket.remoteAddress) req.headers["x-forwarded-for"] = req.socket.remoteAddress;
});
