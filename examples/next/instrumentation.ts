/** Next calls this once when the server starts. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { handOver } = await import("./awards");
    setInterval(handOver, 10_000);
    await handOver();
  }
}
