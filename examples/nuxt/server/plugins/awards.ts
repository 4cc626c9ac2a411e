/** Hands over what was left, now and every ten seconds. */
export default defineNitroPlugin(() => {
  setInterval(handOver, 10_000);
  void handOver();
});
