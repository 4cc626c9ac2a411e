import type { NextConfig } from "next";

const PROXY = process.env.PROXY ?? "http://127.0.0.1:8082";

export default {
  // The proxy behind the shop's own address. `next build` writes the address down.
  rewrites: async () =>
    ["/api/loyalty/:path*", "/widget/:path*"].map((source) => ({ source, destination: PROXY + source })),
} satisfies NextConfig;
