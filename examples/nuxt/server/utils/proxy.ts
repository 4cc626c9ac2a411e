import type { H3Event } from "h3";

const PROXY = process.env.PROXY ?? "http://127.0.0.1:8082";

/** Makes the proxy a part of the shop's own address. A web server such as nginx does this too. */
export async function passOn(event: H3Event): Promise<void> {
  // Without this, the event stream of a page that is gone would stay open.
  const gone = new AbortController();
  event.node.res.once("close", () => gone.abort());
  try {
    await proxyRequest(event, PROXY + event.path, { fetchOptions: { signal: gone.signal } });
  } catch (error) {
    if (!gone.signal.aborted) throw error;
  }
}

/** Cards that come with the page, or nothing if the proxy has none within half a second. */
export async function cardsOf(event: H3Event): Promise<string> {
  try {
    // `view` has the attributes that the element has too.
    const answer = await fetch(`${PROXY}/api/loyalty/challenges?view=heading-level%3D2`, {
      headers: {
        accept: "text/html",
        "accept-language": "en",
        cookie: getHeader(event, "cookie") ?? "",
        "x-forwarded-for": getHeader(event, "x-forwarded-for") ?? "",
      },
      signal: AbortSignal.timeout(500),
    });
    const isHtml = answer.headers.get("content-type")?.startsWith("text/html");
    if (answer.status !== 200 || !isHtml) return "";
    return `<template shadowrootmode="open">
      <link rel="stylesheet" href="/widget/challenges-widget.css">
      <div class="widget">${await answer.text()}</div>
    </template>`;
  } catch {
    return ""; // The widget asks by itself, and explains a failure.
  }
}
